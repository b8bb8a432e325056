import { describe, expect, test } from 'vitest'
import { annualReport } from '../../../src/feeds/samr/annual-report.ts'
import { registration } from '../../../src/feeds/samr/registration.ts'
import { readRegistrationStatus } from '../../../src/feeds/samr/registration-status.ts'
import { toldBy } from '../example-row.ts'

describe('the status of a registration', () => {
  test.each([
    ['存续', '存续'],
    ['存续（在营、开业、在册）', '存续'],
    ['存续(在营、开业、在册)', '存续'],
    ['在营（开业）企业', '存续'],
    ['在营（开业）', '存续'],
    ['在业', '存续'],
    ['开业', '存续'],
    ['正常', '存续'],
    [' 登记 成立 ', '存续'],
    ['迁出', '迁出'],
    ['已迁出企业', '迁出'],
    ['迁出（市外）', '迁出'],
    ['迁往市外', '迁出'],
    ['停业', '停业'],
    ['歇业', '停业'],
    ['清算中', '停业'],
    ['吊销', '吊销'],
    ['吊销企业', '吊销'],
    ['吊销未注销', '吊销'],
    ['吊销，未注销', '吊销'],
    ['吊销（未注销）', '吊销'],
    ['已吊销', '吊销'],
    ['被吊销', '吊销'],
    ['吊销，已注销', '注销'],
    ['吊销后注销', '注销'],
    ['注销', '注销'],
    ['已注销', '注销'],
    ['注销企业', '注销'],
    ['撤销', '注销'],
    ['', 'unknown'],
    ['N/A', 'unknown'],
    ['-', 'unknown'],
    ['未公示', 'unknown'],
    ['1', 'unreadable'],
    ['其他', 'unreadable'],
    ['企业', 'unreadable'],
    ['广州', 'unreadable'],
    ['constructor', 'unreadable'],
  ])('written %j is %s', (text, status) => {
    expect(readRegistrationStatus(text)).toBe(status)
  })

  const told = toldBy(registration)

  test('is a fact of its own; nothing said is no fact, and a strange word is for review', () => {
    const status = (text: string) => told.record({ 经营状态: text }).facts.filter(({ attribute }) => attribute === 'registrationStatus')
    expect(status('吊销未注销')).toMatchObject([{ value: '吊销', asOf: '2026-03-01' }])
    expect(status('N/A')).toEqual([])
    expect(told.issues({ 经营状态: '其他' })).toEqual(['unknown_value 经营状态'])
  })
})

describe('the number of before 2015 on a registration', () => {
  const told = toldBy(registration)

  test.each([
    ['440199000000017', '440199000000017'],
    ['４４０１９９０００００００１７', '440199000000017'],
    ['4401992000017', null],
    ['91440199DEM000014H', null],
    ['N/A', null],
    ['', null],
  ])('%j leads to older records as %s', (text, registrationNo) => {
    expect(told.record({ 注册号: text }).registrationNo).toBe(registrationNo)
  })
})

describe('what a firm owes, on its annual report', () => {
  const told = toldBy(annualReport)
  const owed = (text: string) => told.record({ '负债总额（万元）': text }).facts.find(({ attribute }) => attribute === 'liabilitiesFen')?.value

  test.each([
    ['410', '410000000'],
    ['0', '0'],
    ['1,260.5', '1260500000'],
    ['企业选择不公示', undefined],
  ])('%s 万元 is %s fen', (text, fen) => {
    expect(owed(text)).toBe(fen)
  })

  test('is never less than nothing', () => {
    expect(told.issues({ '负债总额（万元）': '-1' })).toEqual(['bad_number 负债总额（万元）'])
  })
})
