/**
 * What a builder of criteria needs to know, in one answer: every attribute that may be asked for with its unit, grades and
 * questions; the limits of a tree; what is never asked and why; and the tree as JSON Schema (2020-12).
 */
import { countOut, safeText, z } from '../platform/kernel/schema.ts'
import { ATTRIBUTES, type Attribute, type AttributeId, CATEGORIES, CATEGORY_INFO } from '../profiles/model.ts'
import { MAX_DEPTH, MAX_LEAVES, OPS_OF, type Op } from './criteria.ts'
import { MAX_AGE_DAYS, MAX_VALUES } from './criteria-schema.ts'
import { RED_LINES } from './red-line.ts'
import { rangeOf } from './value-range.ts'
import { CODE_WORDS } from './value-words.ts'

const OPS = ['>=', '<=', '=', 'in', 'prefix', 'between'] as const satisfies readonly Op[]
const word = safeText(200)

export const criteriaGuideView = z
  .object({
    maxDepth: countOut,
    maxLeaves: countOut,
    maxValues: countOut.openapi({ description: 'Values in one list' }),
    maxAgeDays: countOut.openapi({ description: 'The oldest data a criterion may accept' }),
    attributes: z.array(
      z
        .object({
          id: word,
          type: z.enum(['integer', 'fen', 'bp', 'grade', 'code']),
          unitZh: word.nullable().openapi({ description: 'Of whole numbers: 人, 个月; of bp 万分之一, of fen 分' }),
          grades: z.array(word).nullable().openapi({ description: 'From best to worst' }),
          codes: z
            .array(z.object({ code: word, zh: word }))
            .nullable()
            .openapi({ description: 'Where the codes are few' }),
          min: word.nullable().openapi({ description: 'What the unit permits, as decimal text; null: no end' }),
          max: word.nullable(),
          ops: z.array(z.enum(OPS)),
          category: z.enum(CATEGORIES).openapi({ description: 'What consent is given for' }),
          categoryZh: word,
          sensitive: z.boolean(),
          catalogueItems: z.array(word).openapi({ description: 'Items of the public credit catalogue that carry this category' }),
          zh: word,
          en: word,
          freshDays: countOut.nullable().openapi({ description: 'Older is unknown; null: does not age' }),
          derived: z.boolean(),
          actionable: z.boolean().openapi({ description: 'The firm can do something about it' }),
        })
        .openapi('CriteriaAttribute'),
    ),
    redLines: z.array(z.object({ id: word, zh: word, en: word, basis: word })).openapi({ description: 'Never asked, even by name' }),
    jsonSchema: z.record(safeText(100), z.unknown()).openapi({ description: 'JSON Schema 2020-12 of the list `criteria`' }),
  })
  .openapi('CriteriaGuide')

type GuideView = z.infer<typeof criteriaGuideView>

/** @param itemsOf catalogue items, `source/record`, that an attribute may be taken from */
export function criteriaGuide(itemsOf: (id: AttributeId) => readonly string[]): GuideView {
  const asked = ATTRIBUTES.filter((attribute) => attribute.askable)
  return {
    maxDepth: MAX_DEPTH,
    maxLeaves: MAX_LEAVES,
    maxValues: MAX_VALUES,
    maxAgeDays: MAX_AGE_DAYS,
    attributes: asked.map((attribute) => attributeView(attribute, attribute.id, itemsOf(attribute.id))),
    redLines: RED_LINES.map(({ id, zh, en, basis }) => ({ id, zh, en, basis })),
    jsonSchema: criteriaJsonSchema(),
  }
}

function attributeView(attribute: Attribute, id: AttributeId, items: readonly string[]): GuideView['attributes'][number] {
  const { type, grades, category, zh, en, derivedFrom, actionable } = attribute
  const isNumber = type === 'integer' || type === 'fen' || type === 'bp'
  const range = isNumber ? rangeOf(id) : null
  const codes = type === 'code' ? CODE_WORDS[id] : undefined
  return {
    id,
    type: type as GuideView['attributes'][number]['type'],
    unitZh: attribute.unitZh ?? (type === 'fen' ? '分' : type === 'bp' ? '万分之一' : null),
    grades: grades ? [...grades] : null,
    codes: codes ? Object.entries(codes).map(([code, name]) => ({ code, zh: name })) : null,
    min: range ? String(range.min < 0n ? 0n : range.min) : null,
    max: range && range.max !== null ? String(range.max) : null,
    ops: [...OPS_OF[type]],
    category,
    categoryZh: CATEGORY_INFO[category].zh,
    sensitive: CATEGORY_INFO[category].sensitive,
    catalogueItems: [...items],
    zh,
    en,
    freshDays: attribute.maxAgeDays,
    derived: derivedFrom !== undefined,
    actionable,
  }
}

/** The list `criteria` as JSON Schema: a leaf by attribute, groups around it down to the deepest level, no recursion. */
export function criteriaJsonSchema(): Record<string, unknown> {
  const leaves = ATTRIBUTES.filter((attribute) => attribute.askable).flatMap(({ id, type, ...more }) =>
    OPS_OF[type].map((op) => leafSchema(id, op, valueSchema(type, id, 'grades' in more ? more.grades : undefined))),
  )
  const levels: Record<string, unknown> = { leaf: { oneOf: leaves } }
  for (let depth = MAX_DEPTH; depth >= 1; depth--) {
    const inner = { $ref: `#/$defs/${depth === MAX_DEPTH ? 'leaf' : `level${depth + 1}`}` }
    const group = (kind: string, member: object) => ({ type: 'object', properties: { [kind]: member }, required: [kind], additionalProperties: false })
    const list = { type: 'array', minItems: 1, maxItems: MAX_LEAVES, items: inner }
    const groups = depth === MAX_DEPTH ? [] : [group('all', list), group('any', list), group('not', inner)]
    levels[`level${depth}`] = { oneOf: [{ $ref: '#/$defs/leaf' }, ...groups] }
  }
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: '准入条件 Criteria',
    description: `All must hold. At most ${MAX_LEAVES} leaves.`,
    type: 'array',
    maxItems: MAX_LEAVES,
    items: { $ref: '#/$defs/level1' },
    $defs: levels,
  }
}

function leafSchema(attr: string, op: Op, value: object): object {
  const list = { type: 'array', minItems: 1, maxItems: MAX_VALUES, uniqueItems: true, items: value }
  const asked = op === 'between' ? { type: 'array', minItems: 2, maxItems: 2, items: value } : op === 'in' || op === 'prefix' ? list : value
  return {
    type: 'object',
    properties: { attr: { const: attr }, op: { const: op }, value: asked, maxAgeDays: { type: 'integer', minimum: 1, maximum: MAX_AGE_DAYS } },
    required: ['attr', 'op', 'value'],
    additionalProperties: false,
  }
}

function valueSchema(type: Attribute['type'], id: AttributeId, grades: readonly string[] | undefined): object {
  switch (type) {
    case 'grade':
      return { enum: grades }
    case 'code':
      return { type: 'string', pattern: '^\\S{1,40}$' }
    case 'fen':
      return { type: 'string', pattern: '^(0|[1-9][0-9]{0,15})$' }
    default: {
      const { max } = rangeOf(id)
      return { type: 'integer', minimum: 0, maximum: max === null ? Number.MAX_SAFE_INTEGER : Number(max) }
    }
  }
}
