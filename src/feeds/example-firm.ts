import type { Column } from '../sources/model.ts'

/** The firm of the template files: region 440199 is never issued, so whoever uploads a template is seen to be trying. */
export const EXAMPLE_CODE = '91440199DEM000014H'
export const EXAMPLE_NAME = '广州示例一号商贸有限公司'

/** The two columns that say whom a grade is about. */
export const FIRM_COLUMNS: readonly Column[] = [
  {
    name: '统一社会信用代码',
    synonyms: ['社会信用代码', '信用代码', '统一代码', '纳税人识别号', 'USCC', 'credit_code'],
    required: true,
    maxLength: 40,
    hint: '18 位，请设为文本格式',
    example: EXAMPLE_CODE,
  },
  {
    name: '企业名称',
    synonyms: ['主体名称', '名称', '单位名称', '纳税人名称', '市场主体名称', '行政相对人名称', 'name'],
    required: false,
    example: EXAMPLE_NAME,
  },
]
