import type { Fact } from '../../profiles/model.ts'
import type { Source } from '../../sources/model.ts'
import { catalogueItem } from '../catalogue-item.ts'
import { byFile, byPages, SIGNED } from '../usual-channels.ts'
import { cooperativeMember } from './cooperative-member.ts'
import { farmInsurance } from './farm-insurance.ts'
import { householdRating } from './household-rating.ts'
import { landRight } from './land-right.ts'
import { villageStatus } from './village-status.ts'

// biome-ignore format: a catalogue reads by the line
export const nongrongtong: Source<Fact> = {
  id: 'nongrongtong',
  titleZh: '农融通',
  titleEn: 'Nongrongtong',
  fields: 'documented',
  basis: '接口未公开，字段为本平台文档约定',
  catalogue: [
    catalogueItem({ id: 'nongrongtong/household_rating', class: 'voluntary', titleZh: '农户评级', titleEn: 'Household rating', providerZh: '农融通平台', mode: 'consent', category: 'village', refresh: 'yearly', retentionMonths: 60, sensitivity: 'sensitive_personal' }),
    catalogueItem({ id: 'nongrongtong/village', class: 'evaluation', titleZh: '所在村评定', titleEn: 'Credit village', providerZh: '农融通平台', mode: 'consent', category: 'village', refresh: 'yearly', retentionMonths: 60, sensitivity: 'personal' }),
    catalogueItem({ id: 'nongrongtong/land_right', class: 'administrative', titleZh: '土地承包经营权', titleEn: 'Land with registered right', providerZh: '市农业农村局', mode: 'consent', category: 'village', refresh: 'yearly', retentionMonths: null, sensitivity: 'sensitive_personal' }),
    catalogueItem({ id: 'nongrongtong/farm_insurance', class: 'contract', titleZh: '农业保险', titleEn: 'Agricultural insurance', providerZh: '农融通平台', mode: 'consent', category: 'village', refresh: 'monthly', retentionMonths: 24, sensitivity: 'sensitive_personal' }),
    catalogueItem({ id: 'nongrongtong/cooperative_member', class: 'voluntary', titleZh: '合作社成员', titleEn: 'Member of a cooperative', providerZh: '市农业农村局', mode: 'consent', category: 'village', refresh: 'quarterly', retentionMonths: 36, sensitivity: 'personal' }),
  ],
  records: [householdRating, villageStatus, landRight, farmInsurance, cooperativeMember],
  channels: [
    ...byFile('household_rating', 'village', 'land_right', 'farm_insurance', 'cooperative_member'),
    byPages({ record: 'village', auth: SIGNED, everyMinutes: 1440, path: '/v1/villages' }),
    byPages({ record: 'land_right', auth: SIGNED, everyMinutes: 1440, path: '/v1/land-rights' }),
    byPages({ record: 'farm_insurance', auth: SIGNED, everyMinutes: 1440, path: '/v1/farm-insurance' }),
    byPages({ record: 'cooperative_member', auth: SIGNED, everyMinutes: 1440, path: '/v1/cooperative-members' }),
  ],
}
