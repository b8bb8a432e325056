/**
 * Why a product is open that was not: the one place that compares then and now. Both days are put to the reference
 * evaluator, so that a notice says what an offer's reasons would say.
 */
import { type Criterion, describeCriterion, KIND_WORDS, type ProductTerms, placedLeaves, spaced, valueWords, wordDemand } from '../../products/model.ts'
import { ADVERSE_LISTS, type AttributeId, attributeOf, type Freshness, type Profile } from '../../profiles/model.ts'
import type { SubjectKind } from '../../subjects/model.ts'
import { allOf, decidingLeaves, evaluate } from '../evaluate.ts'
import type { LeafReason } from '../model.ts'
import { entryFor, measure } from '../scale.ts'

export const CAUSES = ['facts', 'terms', 'facts_and_terms', 'new_product', 'back_on_offer'] as const
/** Its own facts · the lender's terms · both · a product that is new · one that was not to be had for a while. */
export type Cause = (typeof CAUSES)[number]

export interface Then {
  profile: Profile
  /** null: not on offer then. */
  terms: ProductTerms | null
}

export interface Now {
  profile: Profile
  terms: ProductTerms
  /** Published for the first time since then. */
  isNew: boolean
}

/** Numbers of repaired decisions: of the other items that are gone it is only said that they no longer count. */
export type Repaired = ReadonlySet<string>

/** A notice has room for so many things that changed. */
const AT_MOST = 3

export function openingReason(then: Then, now: Now, repaired: Repaired): { cause: Cause; sentence: string } {
  if (then.terms === null) {
    return now.isNew
      ? { cause: 'new_product', sentence: '新产品上架，它的条件您都符合' }
      : { cause: 'back_on_offer', sentence: '这款产品恢复办理，它的条件您都符合' }
  }
  const isByFacts = isOpen(then.terms, now.profile)
  const isByTerms = isOpen(now.terms, then.profile)
  const facts = () => factsWords(isByFacts ? then.terms! : now.terms, then.profile, now.profile, repaired)
  const terms = () => termsWords(then.terms!, now.terms, isByTerms ? then.profile : now.profile)
  if (isByFacts) return { cause: 'facts', sentence: facts() }
  if (isByTerms) return { cause: 'terms', sentence: terms() }
  return { cause: 'facts_and_terms', sentence: `${facts()}；${terms()}` }
}

function isOpen({ audience, criteria }: ProductTerms, profile: Profile): boolean {
  return audience.includes(kindOf(profile)) && allOf(criteria.map((criterion) => evaluate(criterion, profile).verdict)) === 'met'
}

function kindOf(profile: Profile): SubjectKind {
  return entryFor(profile, 'kind')?.value as SubjectKind
}

/** Leaves that hold now and did not then, of the criteria that did not hold then. */
function factsWords({ audience, criteria }: ProductTerms, then: Profile, now: Profile, repaired: Repaired): string {
  const turned = criteria.flatMap((criterion) => {
    const before = evaluate(criterion, then)
    if (before.verdict === 'met') return []
    const after = evaluate(criterion, now)
    const deciding = new Set(decidingLeaves(after))
    return after.leaves.flatMap((leaf, i) =>
      deciding.has(leaf) && leaf.verdict === 'met' && before.leaves[i]!.verdict !== 'met' ? [[before.leaves[i]!, leaf] as const] : [],
    )
  })
  const [was, is] = [kindOf(then), kindOf(now)]
  const kind = audience.includes(was) ? [] : [was === undefined ? `有了您的登记：${KIND_WORDS[is]}` : `您从${KIND_WORDS[was]}变为${KIND_WORDS[is]}`]
  const said = new Set(kind.concat(turned.map(([before, after]) => factWords(before, after, then, now, repaired))))
  return said.size === 0 ? '按现在的数据，它的条件您都符合了' : [...said].slice(0, AT_MOST).join('；')
}

/** 您的行政处罚（示例罚字〔2026〕第 77 号）已修复 · 环境信用从蓝升到绿 · 纳税信用有了记录：B 级 · 成立满 24 个月了 */
function factWords(before: LeafReason, after: LeafReason, then: Profile, now: Profile, repaired: Repaired): string {
  const { attribute } = after
  const { derivedFrom } = attributeOf(attribute)
  const list = ADVERSE_LISTS.find((id) => derivedFrom?.includes(id))
  const gone = list === undefined ? [] : goneFrom(list, then, now)
  if (list !== undefined && gone.length > 0) return endedWords(attributeOf(list).zh, gone, repaired)
  const { subject, demand } = wordDemand(attribute, after.op, after.required)
  const is = valueWords(attribute, after.actual)
  if (before.verdict === 'unknown') return spaced(`${subject}${NEWLY_KNOWN[before.freshness]}：${is}`)
  if (attribute === 'ageMonths' && after.op === '>=') return spaced(`${subject}${demand}了`)
  return spaced(`${subject}从 ${valueWords(attribute, before.actual)}${moveWords(before, after)} ${is}`)
}

const NEWLY_KNOWN: Record<Freshness, string> = {
  missing: '有了记录',
  not_consented: '有了记录',
  stale: '有了新的记录',
  disputed: '已经核实',
  fresh: '有了能用的记录',
}

function moveWords({ attribute, actual: was }: LeafReason, { actual: is }: LeafReason): string {
  const { type } = attributeOf(attribute)
  const [from, to] = [measure(attributeOf(attribute), was), measure(attributeOf(attribute), is)]
  if (typeof from !== 'bigint' || typeof to !== 'bigint') return '变为'
  if (type === 'grade') return attribute === 'sizeClass' ? '变为' : to > from ? '升到' : '降到'
  return to > from ? '增到' : '减到'
}

/** Numbers of decisions stay as they were written, to the letter. */
function endedWords(list: string, gone: readonly string[], repaired: Repaired): string {
  const mended = gone.filter((no) => repaired.has(no))
  const ended = gone.filter((no) => !repaired.has(no))
  const parts = [
    ...(mended.length === 0 ? [] : [`您的${list}（${mended.join('、')}）已修复`]),
    ...(ended.length === 0 ? [] : [`您的${list}（${ended.join('、')}）已不再计入`]),
  ]
  return parts.join('，')
}

/** Decision numbers of items that the list named then and names no more. */
export function goneFrom(list: AttributeId, then: Profile, now: Profile): string[] {
  const left = new Set(numbersIn(list, now))
  return numbersIn(list, then).filter((no) => !left.has(no))
}

function numbersIn(list: AttributeId, profile: Profile): string[] {
  const value = entryFor(profile, list)?.value
  if (!Array.isArray(value)) return []
  return value.map((item) => (item as { documentNo?: string; caseNo?: string }).documentNo ?? (item as { caseNo: string }).caseNo)
}

/** 这家银行放宽了条件：现在要求成立满 12 个月（原来成立满 24 个月） */
function termsWords(before: ProductTerms, after: ProductTerms, profile: Profile): string {
  const kind = kindOf(profile)
  const widened = before.audience.includes(kind) ? [] : [`现在也面向${KIND_WORDS[kind]}`]
  const kept = new Set(after.criteria.map((criterion) => JSON.stringify(criterion)))
  const relaxed = before.criteria
    .filter((criterion) => !kept.has(JSON.stringify(criterion)) && evaluate(criterion, profile).verdict !== 'met')
    .map((criterion) => {
      const asks = new Set(attributesIn(criterion))
      const instead = after.criteria.find((other) => attributesIn(other).some((attr) => asks.has(attr)))
      return instead === undefined
        ? `不再要求${describeCriterion(criterion)}`
        : `现在要求${describeCriterion(instead)}（原来是${describeCriterion(criterion)}）`
    })
  const said = [...widened, ...relaxed].slice(0, AT_MOST)
  return spaced(`这家银行放宽了条件${said.length === 0 ? '' : `：${said.join('；')}`}`)
}

function attributesIn(criterion: Criterion): AttributeId[] {
  return placedLeaves([criterion]).map(({ leaf }) => leaf.attr)
}
