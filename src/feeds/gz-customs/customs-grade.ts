import type { CivilDate } from '../../platform/kernel/time.ts'
import type { Fact } from '../../profiles/model.ts'
import { type RecordKind, type Row, RowReader, type Translation } from '../../sources/model.ts'
import { FIRM_COLUMNS } from '../example-firm.ts'
import { gradeRecord } from '../graded.ts'

type Tier = '高级认证' | '认证' | '常规' | '失信' | '严重失信'

/**
 * Each order's own words, mapped to today's five tiers. Order 282 (since 2026-04-01) has five; order 251 knew no plain
 * 认证, and order 237's 一般认证 did not live on under 251, so it counts as 常规, never as today's 认证.
 */
const SCHEMES: readonly { from: CivilDate; scheme: string; tiers: Readonly<Record<string, Tier>> }[] = [
  {
    from: '2026-04-01',
    scheme: 'customs-282',
    tiers: {
      高级认证: '高级认证',
      高级认证企业: '高级认证',
      AEO高级认证: '高级认证',
      AEO高级认证企业: '高级认证',
      认证: '认证',
      认证企业: '认证',
      常规: '常规',
      常规企业: '常规',
      常规管理企业: '常规',
      失信: '失信',
      失信企业: '失信',
      严重失信: '严重失信',
      严重失信企业: '严重失信',
    },
  },
  {
    from: '2021-11-01',
    scheme: 'customs-251',
    tiers: {
      高级认证: '高级认证',
      高级认证企业: '高级认证',
      AEO高级认证: '高级认证',
      AEO高级认证企业: '高级认证',
      常规: '常规',
      常规企业: '常规',
      常规管理企业: '常规',
      其他: '常规',
      其他注册登记和备案企业: '常规',
      失信: '失信',
      失信企业: '失信',
      严重失信: '严重失信',
      严重失信主体: '严重失信',
    },
  },
  {
    from: '2018-05-01',
    scheme: 'customs-237',
    tiers: {
      高级认证: '高级认证',
      高级认证企业: '高级认证',
      一般认证: '常规',
      一般认证企业: '常规',
      一般信用: '常规',
      一般信用企业: '常规',
      失信: '失信',
      失信企业: '失信',
    },
  },
]

/** Customs credit tier. */
export const customsGrade: RecordKind<Fact> = {
  source: 'gz-customs',
  record: 'customs_grade',
  titleZh: '海关信用等级',
  titleEn: 'Customs tier',
  columns: [
    ...FIRM_COLUMNS,
    { name: '海关备案编码', synonyms: ['海关注册编码', '海关编码'], maxLength: 20 },
    { name: '海关信用等级', synonyms: ['信用等级', '企业信用等级', '等级'], required: true, hint: '高级认证、认证、常规、失信、严重失信', example: '常规' },
    { name: '认定日期', synonyms: ['评定日期', '生效日期'], required: true, maxLength: 40, example: '2026-05-06' },
  ],
  translate: translateCustomsGrade,
}

function translateCustomsGrade(row: Row, today: CivilDate): Translation<Fact> {
  const r = new RowReader(row, today)
  const subject = r.firm('统一社会信用代码', '企业名称')
  const asOf = r.needDate('认定日期')
  const edition = SCHEMES.find(({ from }) => asOf !== null && asOf >= from)
  if (asOf !== null && !edition) r.refuse('bad_date', '认定日期', '“认定日期”早于 2018-05-01，当时的等级已不适用。')
  const value = r.needOneOf('海关信用等级', (edition ?? SCHEMES[0]!).tiers)
  if (r.issues.length > 0 || !subject || !value || !asOf || !edition) return r.refused()
  return gradeRecord(subject, asOf, 'customsGrade', { value, scheme: edition.scheme, asOf, validUntil: null })
}
