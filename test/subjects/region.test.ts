import { describe, expect, test } from 'vitest'
import { checkHouseholdNo } from '../../src/subjects/household-number.ts'
import { districtFromText, GUANGZHOU_DISTRICTS, isGuangzhouDistrict, regionName, townName, villageName, villagesOf } from '../../src/subjects/region.ts'

describe('a region', () => {
  test.each([
    ['440000', '广东省'],
    ['440100', '广州市'],
    ['440114', '花都区'],
    ['440232', '乳源瑶族自治县'],
    ['440102', null],
    ['110000', null],
    ['__proto__', null],
  ])('%s is called %s', (code, name) => {
    expect(regionName(code)).toBe(name)
  })

  test('list of Guangzhou has its 11 districts, and the city is none of them', () => {
    expect(GUANGZHOU_DISTRICTS.map(({ name }) => name).join('')).toBe('荔湾区越秀区海珠区天河区白云区黄埔区番禺区花都区南沙区从化区增城区')
    expect(isGuangzhouDistrict('440118')).toBe(true)
    expect(isGuangzhouDistrict('440100')).toBe(false)
    expect(isGuangzhouDistrict('440303')).toBe(false)
  })

  test('has towns and villages below, found by 9 and 12 digits', () => {
    expect(townName('440103001')).toBe('沙面街道')
    expect(townName('440103999')).toBeNull()
    expect(villageName('440103001101')).toBe('翠洲社区居民委员会')
    expect(villageName('440103001999')).toBeNull()
    expect(villageName('440103001')).toBeNull()
    expect(villagesOf('440103001').map(({ code }) => code)).toContain('440103001101')
    expect(villagesOf('4401')).toEqual([])
  })

  test('table of villages is complete: Huadu alone has 188 village committees', () => {
    const towns = Array.from({ length: 1_000 }, (_, i) => `440114${String(i).padStart(3, '0')}`).filter((code) => townName(code))
    const villages = towns.flatMap(villagesOf).filter(({ code }) => Number(code.slice(9)) >= 200 && Number(code.slice(9)) < 400)
    expect(villages).toHaveLength(188)
  })
})

describe('the district in a text', () => {
  test.each([
    ['广州市花都区新华街道迎宾大道', '440114'],
    ['广东省广州市白云区', '440111'],
    ['广东省 广州市 天河区 黄埔大道西', '440106'],
    ['花都区', '440114'],
    ['花都', '440114'],
    ['广州南沙', '440115'],
    ['广州市增城市新塘镇', '440118'],
    ['广州市萝岗区科学城', '440112'],
    ['广州市市场监督管理局白云区分局', '440111'],
    ['广东省广州市市辖区花都区', '440114'],
    // A road is no district, a name without 区 may be a hill or an airport.
    ['广州市天河路228号', null],
    ['广州白云国际机场', null],
    // Other cities have these names too.
    ['贵州省贵阳市白云区', null],
    ['贵阳白云区', null],
    ['广州市某公司贵阳市白云区分公司', null],
    ['广州市天河区、越秀区', null],
    ['广州市', null],
    ['', null],
  ])('%s is %s', (text, code) => {
    expect(districtFromText(text)).toBe(code)
  })
})

describe('a household number', () => {
  const village = villagesOf('440103001')[0]!

  test.each([
    ['as written', 'H440103001101-0001'],
    ['full width, lower case and spaced', '\ufeff ｈ440103001101 －0001 '],
    ['with another dash', 'H440103001101–0001'],
  ])('%s is brought to one form', (_, input) => {
    expect(checkHouseholdNo(input)).toEqual({ input, canonical: 'H440103001101-0001', villageCode: village.code, villageName: village.name, reason: null })
  })

  test.each([
    ['a village that does not exist', 'H440103001999-0001', '村级代码440103001999不存在'],
    ['a village of another city', 'H440303001101-0001', '农户编号应为'],
    ['three digits at the end', 'H440103001101-001', '农户编号应为'],
    ['five digits at the end', 'H440103001101-00010', '农户编号应为'],
    ['nothing', '', '农户编号应为'],
  ])('with %s is refused', (_, input, reason) => {
    expect(checkHouseholdNo(input)).toMatchObject({ canonical: null, villageCode: null, reason: expect.stringContaining(reason) })
  })
})
