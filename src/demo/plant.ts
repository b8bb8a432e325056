import { readFileSync } from 'node:fs'
import { assignVillage } from '../consent/index.ts'
import { addInstitutions, addUsers } from '../identity/index.ts'
import { evaluateFacts } from '../matching/index.ts'
import type { Context } from '../platform/context.ts'
import { createProduct, publishProduct, submitProduct } from '../products/index.ts'
import type { Fact } from '../profiles/index.ts'
import { importFile, type SourceRegister } from '../sources/index.ts'
import { findSubjectByCode } from '../subjects/index.ts'
import { EXPECTED_BATCHES } from './expected.ts'
import { DEMO_PASSWORD, INSTITUTIONS, LENDERS, USERS } from './people.ts'
import { PRODUCTS } from './products.ts'

const TYPES: Record<string, string> = {
  csv: 'text/csv',
  jsonl: 'application/x-ndjson',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
}

export type CitySize = 'city' | 'street'

/**
 * Fills an empty database with the demo city, through the same doors as real files and real people: imports,
 * drafts, submissions and publications by second persons.
 * @param size `city` is everything; `street` the named subjects and their first neighbours, for tests
 * @throws Error when a file does not count as its generator said
 */
export async function plantCity(ctx: Context, register: SourceRegister<Fact>, size: CitySize, onStep: (text: string) => void = () => {}): Promise<void> {
  const institutions = new Map((await addInstitutions(ctx, INSTITUTIONS)).map((i) => [i.code, i.id]))
  for (const { code, village } of INSTITUTIONS) if (village !== undefined) await assignVillage(ctx, institutions.get(code)!, village)
  const office = USERS.filter((u) => u.subjectCode === null)
  const officeIds = await addUsers(
    ctx,
    office.map(({ username, displayName, role, institution }) => ({
      username,
      displayName,
      role,
      password: DEMO_PASSWORD,
      institutionId: institutions.get(institution!)!,
    })),
  )
  const operatorId = officeIds[office.findIndex((u) => u.role === 'operator')]!

  const keep = size === 'street' ? firstCodes(40) : null
  for (const expected of EXPECTED_BATCHES) {
    const suffix = expected.file.split('.').at(-1)!
    if (keep && suffix === 'xlsx') continue
    const whole = readFileSync(fileUrl(expected.file))
    const bytes = keep ? linesAbout(whole, keep, suffix === 'csv') : whole
    const batch = await ctx.db.transaction((tx) =>
      importFile({ ...ctx, db: tx }, register, {
        source: expected.source,
        record: expected.record,
        bytes,
        contentType: TYPES[suffix],
        fileName: expected.file,
        actorId: operatorId,
        whole: true,
      }),
    )
    const { received, accepted, duplicate, quarantined } = batch
    if (
      !keep &&
      (received !== expected.received || accepted !== expected.accepted || duplicate !== expected.duplicate || quarantined !== expected.quarantined)
    ) {
      throw new Error(`${expected.file}: counted ${JSON.stringify({ received, accepted, duplicate, quarantined })}, expected ${JSON.stringify(expected)}`)
    }
    onStep(`${expected.file} ${accepted}`)
  }

  const people = USERS.filter((u) => u.subjectCode !== null)
  const subjectIds = await Promise.all(people.map(async (u) => (await findSubjectByCode(ctx, u.subjectCode!))!.id))
  await addUsers(
    ctx,
    people.map(({ username, displayName, role }, i) => ({ username, displayName, role, password: DEMO_PASSWORD, subjectId: subjectIds[i]! })),
  )
  await plantProducts(
    ctx,
    institutions,
    office.map((u, i) => ({ ...u, id: officeIds[i]! })),
  )
  onStep(`products ${PRODUCTS.length}`)
}

/** Each lender's products are drafted by one person and published by another; lenders without sign-ins get makers who cannot sign in. */
async function plantProducts(
  ctx: Context,
  institutions: ReadonlyMap<string, string>,
  office: readonly { id: string; role: string; institution: string | null }[],
): Promise<void> {
  for (const [index, lender] of LENDERS.entries()) {
    const lenderId = institutions.get(lender.code)!
    const staff = office.filter((u) => u.institution === lender.code)
    const [maker, checker] =
      staff.length >= 2
        ? [staff.find((u) => u.role === 'lender_viewer')!.id, staff.find((u) => u.role === 'lender_approver')!.id]
        : await addUsers(ctx, [
            { username: `${lender.code}-maker`, displayName: `${lender.name}产品经理`, role: 'lender_viewer', password: null, institutionId: lenderId },
            { username: `${lender.code}-checker`, displayName: `${lender.name}复核人`, role: 'lender_approver', password: null, institutionId: lenderId },
          ])
    for (const { terms, testCases = [] } of PRODUCTS.filter((p) => p.lender === index)) {
      await ctx.db.transaction(async (tx) => {
        const inner = { ...ctx, db: tx }
        const { id } = await createProduct(inner, { lenderId, userId: maker! }, { terms, testCases })
        await submitProduct(inner, { lenderId, userId: maker! }, id, { evaluate: evaluateFacts })
        await publishProduct(inner, { lenderId, userId: checker! }, id, { evaluate: evaluateFacts })
      })
    }
  }
}

function fileUrl(file: string): URL {
  return new URL(`./files/${file}`, import.meta.url)
}

/** The first codes of the register, and the named household. */
function firstCodes(count: number): string[] {
  const register = readFileSync(fileUrl('registration.csv'), 'utf8')
  const codes = [...register.matchAll(/\b9[123]440199[0-9A-Z]{10}\b/g)].map((m) => m[0])
  return [...new Set(codes)].slice(0, count).concat(USERS.flatMap((u) => u.subjectCode ?? []))
}

/** A file cut down to the lines that name one of these codes. Byte-exact in every encoding whose codes are ASCII. */
function linesAbout(bytes: Buffer, codes: readonly string[], hasHeader: boolean): Buffer {
  const [first, ...rest] = bytes.toString('latin1').split('\n')
  const kept = rest.filter((line) => codes.some((code) => line.includes(code)))
  return Buffer.from((hasHeader ? [first!, ...kept] : [first!, ...rest].filter((line) => codes.some((code) => line.includes(code)))).join('\n'), 'latin1')
}
