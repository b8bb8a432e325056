import { describe, expect, test } from 'vitest'
import { misfits } from './schema-fit.ts'

const PARTS = { A: { type: 'object', properties: { a: { type: 'string', maxLength: 2 } }, required: ['a'] } }

describe('the check of answers against the document', () => {
  test.each([
    ['a sound one', { a: 'xy' }, { $ref: '#/components/schemas/A' }, []],
    ['a text too long', { a: 'xyz' }, { $ref: '#/components/schemas/A' }, ['/a: has 3 characters, more than 2']],
    ['a lacking member', {}, { $ref: '#/components/schemas/A' }, ['/: lacks a']],
    ['a member nobody described', { a: '', b: 1 }, { $ref: '#/components/schemas/A' }, ['/: has an undeclared member b']],
    ['null where none may be', { a: null }, { $ref: '#/components/schemas/A' }, ['/a: null is no string']],
    ['a member of the other part', { a: '', b: 1 }, { allOf: [{ $ref: '#/components/schemas/A' }, { properties: { b: { type: 'integer' } } }] }, []],
    ['no choice that fits', 1, { oneOf: [{ type: 'string' }, { type: 'null' }] }, ['/: 1 is no string']],
    ['a number out of bounds', [5], { type: 'array', items: { type: 'integer', maximum: 4 } }, ['/0: 5 is out of bounds']],
  ])('finds what is wrong with %s', (_, value, schema, found) => {
    expect(misfits(value, schema, PARTS)).toEqual(found)
  })
})
