/** Who signs in to the demo city, and for whom they act. All of it is invented: every code is one that is never issued. */
import type { InstitutionKind, Role } from '../identity/model.ts'

/** For the demo city only: it is printed at every start and written in the README. */
export const DEMO_PASSWORD = 'suixin-demo-2026'

/** The firms and the household whose errands the demo tells; they stand first in the files. */
export const HARDWARE = { code: '91440199MADEM0A155', name: '广州示例精密五金有限公司' }
export const CATERING = { code: '91440199MADEM0B386', name: '广州示例鲜达餐饮管理有限公司' }
/** Huadu, 梯面镇红山村; serials from 9000 are never issued. */
export const FARMER = { code: 'H440114103206-9001', name: '黄**' }

export interface DemoInstitution {
  kind: InstitutionKind
  code: string
  name: string
  /** The village a station serves, 12 digits. */
  village?: string
}

/** `DemoProduct.lender` counts in this order. */
export const LENDERS: readonly DemoInstitution[] = [
  { kind: 'lender', code: 'demo-bank-a', name: '示例银行甲广州分行' },
  { kind: 'lender', code: 'demo-bank-b', name: '示例城市商业银行' },
  { kind: 'lender', code: 'demo-bank-c', name: '示例农村商业银行' },
  { kind: 'lender', code: 'demo-bank-d', name: '示例银行乙广州分行' },
  { kind: 'lender', code: 'demo-bank-e', name: '示例银行丙广州分行' },
  { kind: 'lender', code: 'demo-bank-f', name: '示例股份制银行丁广州分行' },
  { kind: 'lender', code: 'demo-bank-g', name: '示例股份制银行戊广州分行' },
  { kind: 'lender', code: 'demo-bank-h', name: '示例农业银行己广州分行' },
  { kind: 'lender', code: 'demo-bank-i', name: '示例邮政储蓄银行广州分行' },
  { kind: 'lender', code: 'demo-bank-j', name: '示例花都村镇银行' },
  { kind: 'lender', code: 'demo-bank-k', name: '示例网络银行' },
  { kind: 'lender', code: 'demo-credit-l', name: '示例小额贷款公司' },
]

export const INSTITUTIONS: readonly DemoInstitution[] = [
  ...LENDERS,
  { kind: 'platform', code: 'demo-platform', name: '穗信示例运营中心' },
  { kind: 'village', code: 'demo-village', name: '示例红山村信用服务站', village: '440114103206' },
  { kind: 'government', code: 'demo-finance-bureau', name: '示例市地方金融管理局' },
]

export interface DemoUser {
  username: string
  displayName: string
  role: Role
  /** Code of one of INSTITUTIONS; null for who acts for a subject. */
  institution: string | null
  /** Credit code or household number; null for who acts for an institution. */
  subjectCode: string | null
}

export const USERS: readonly DemoUser[] = [
  { username: 'firm-hardware', displayName: '五金公司经办人', role: 'firm', institution: null, subjectCode: HARDWARE.code },
  { username: 'firm-catering', displayName: '餐饮公司经办人', role: 'firm', institution: null, subjectCode: CATERING.code },
  { username: 'farmer', displayName: '红山村农户', role: 'farmer', institution: null, subjectCode: FARMER.code },
  { username: 'bank-a-viewer', displayName: '甲行客户经理', role: 'lender_viewer', institution: 'demo-bank-a', subjectCode: null },
  { username: 'bank-a-approver', displayName: '甲行审批人', role: 'lender_approver', institution: 'demo-bank-a', subjectCode: null },
  { username: 'bank-b-viewer', displayName: '城商行客户经理', role: 'lender_viewer', institution: 'demo-bank-b', subjectCode: null },
  { username: 'bank-b-approver', displayName: '城商行审批人', role: 'lender_approver', institution: 'demo-bank-b', subjectCode: null },
  { username: 'officer', displayName: '村信用服务员', role: 'village_officer', institution: 'demo-village', subjectCode: null },
  { username: 'regulator', displayName: '监管人员', role: 'regulator', institution: 'demo-finance-bureau', subjectCode: null },
  { username: 'operator', displayName: '平台运营', role: 'operator', institution: 'demo-platform', subjectCode: null },
  { username: 'officer-second', displayName: '村信用服务员（复核）', role: 'village_officer', institution: 'demo-village', subjectCode: null },
  { username: 'auditor', displayName: '审计员', role: 'auditor', institution: 'demo-platform', subjectCode: null },
]
