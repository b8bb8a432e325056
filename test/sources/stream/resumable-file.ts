import type { StreamedFile } from '../../../src/sources/index.ts'
import { makeCreditCode } from '../../../src/subjects/model.ts'

export const ROWS = 60
const HEADER = '统一社会信用代码,行政相对人名称,行政相对人类别,行政许可决定文书号,许可类别,许可决定日期,许可机关,许可内容,法定代表人'
const code = (n: number) => makeCreditCode('91440199', `DEM0000${n}`)

/** Sixty rows about nine firms: quoted line feeds, a line said twice, and six that are refused. */
export const FILE = new TextEncoder().encode(
  [
    HEADER,
    ...Array.from({ length: ROWS }, (_, i) => {
      const spoilt = i % 10 === 7
      const content = i % 4 === 1 ? '"第一行\n第二行，“引号”""双""",张三' : '食品销售,张三'
      const no = i === 30 ? 29 : i
      return `${spoilt ? '9.14E+17' : code(no % 9)},广州示例${no % 9}号有限公司,法人,示例〔2025〕${no}号,普通,2025-03-1${no % 9},示例局,${i === 30 || i === 29 ? '同一条,张三' : content}`
    }),
  ].join('\n'),
)
export const COUNTS = { received: ROWS, accepted: 53, duplicate: 1, quarantined: 6 }

export function streamed(file = FILE, pieceBytes = 64): StreamedFile {
  return {
    ...{ source: 'gz-credit', record: 'licence', fileName: 'licence.csv', size: file.length, actorId: null, way: 'drop' },
    async *open(offset) {
      for (let at = offset; at < file.length; at += pieceBytes) yield file.subarray(at, at + pieceBytes)
    },
  }
}
