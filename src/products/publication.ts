/** What must hold before a version goes on offer. Each refusal names the member that is to be mended. */
import { Fault, type FieldError } from '../platform/kernel/fault.ts'
import type { CivilDate } from '../platform/kernel/time.ts'
import type { Path } from './criteria.ts'
import { criteriaIssues } from './criteria-schema.ts'
import { biggestExcluder, isOutOfReach, type PopulationCount } from './population.ts'
import { overlap, type ProductTerms } from './terms.ts'
import { type Evaluate, failedCases, type TestCase } from './test-case.ts'

/** The criteria must be sound by today's rules: what was drafted earlier may ask what has become a red line since. @throws Fault invalid */
export function requireSoundCriteria({ criteria }: ProductTerms): void {
  const errors = criteriaIssues(criteria.map((raw, index) => ({ raw, path: ['criteria', index] }))).map(
    ({ path, code, detail }): FieldError => ({ pointer: pointerTo(path), code, detail }),
  )
  if (errors.length > 0) throw new Fault('invalid', errors[0]!.code, errors[0]!.detail, { errors })
}

/** @throws Fault invalid `test_case_failed`: each case by its place, and the leaf that decided it */
export function requireCases(terms: ProductTerms, testCases: readonly TestCase[], evaluate: Evaluate): void {
  const errors = failedCases(terms, testCases, evaluate).flatMap(({ index, leaf, detail }): FieldError[] => [
    { pointer: `/testCases/${index}/expect`, code: 'test_case_failed', detail },
    { pointer: pointerTo(leaf), code: 'decides_test_case', detail },
  ])
  if (errors.length > 0) throw new Fault('invalid', 'test_case_failed', errors[0]!.detail, { errors })
}

/** @throws Fault invalid `nobody_could_pass`, with the leaf that keeps most out */
export function requireReach({ criteria }: ProductTerms, count: PopulationCount): void {
  if (!isOutOfReach(count)) return
  const most = biggestExcluder(criteria, count)
  const because = most ? `挡住最多的是「${most.sentence}」，${most.short} 户达不到。` : ''
  const detail = `全市能达到这些条件的少到不能公布，或者一户也没有。${because}请放宽后再发布。 So few in the city could pass that they are not told; loosen the criteria.`
  throw new Fault('invalid', 'nobody_could_pass', detail, {
    errors: [{ pointer: most ? pointerTo(['criteria', ...most.path]) : '/criteria', code: 'nobody_could_pass', detail }],
  })
}

/** Expired before it began. @throws Fault invalid `terms_expired` */
export function requireUnexpired({ validTo }: ProductTerms, today: CivilDate): void {
  if (validTo === undefined || validTo >= today) return
  const detail = `这一版到 ${validTo} 就结束了，请改结束日期。 The version ended on ${validTo}.`
  throw new Fault('invalid', 'terms_expired', detail, { errors: [{ pointer: '/validTo', code: 'terms_expired', detail }] })
}

/**
 * A version that begins today takes the place of every other that has ended or would be on offer beside it; one that is
 * to follow it stays. A version that begins later must find the field clear: no other on offer on a day of its own.
 * @returns the versions it takes the place of
 * @throws Fault invalid `versions_overlap`, naming the other
 */
export function supersededBy<V extends { version: number; terms: ProductTerms }>(terms: ProductTerms, standing: readonly V[], today: CivilDate): readonly V[] {
  if (terms.validFrom === undefined || terms.validFrom <= today) {
    const follows = (other: ProductTerms) => other.validFrom !== undefined && terms.validTo !== undefined && terms.validTo < other.validFrom
    return standing.filter((version) => !follows(version.terms))
  }
  const other = standing.find((version) => overlap(version.terms, terms))
  if (other === undefined) return []
  const { validFrom, validTo } = other.terms
  const span = `${validFrom ?? '发布起'} 至 ${validTo ?? '另行公布'}`
  const detail = `第 ${other.version} 版（${span}）那几天也在售，同一天只能有一版。请先给它定结束日期，或改开始日期。 Version ${other.version} would be on offer on the same days.`
  throw new Fault('invalid', 'versions_overlap', detail, { errors: [{ pointer: '/validFrom', code: 'versions_overlap', detail }] })
}

/** RFC 6901. */
function pointerTo(path: Path): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}
