/** Two large 双公示 files of a synthetic city, written by seed: licences and penalties with every column of the standard. */
import { createWriteStream, type WriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'
import { licence } from '../src/feeds/gz-credit/licence.ts'
import { penalty } from '../src/feeds/gz-credit/penalty.ts'
import type { Fact } from '../src/profiles/model.ts'
import type { RecordKind } from '../src/sources/model.ts'
import { makeCreditCode } from '../src/subjects/model.ts'
import { seededRandom } from './measure.ts'

export interface PublicityFile {
  kind: RecordKind<Fact>
  /** What the office sends. */
  path: string
  /** The same rows for COPY, which ends at a row without the header's columns: those few are written whole. */
  rawPath: string
  rows: number
  poisoned: number
  columns: number
}

/** About ten records a subject, in no order, as a city's day-by-day exports have them. */
const ROWS_A_SUBJECT = 10
const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const DISTRICTS = ['越秀', '荔湾', '海珠', '天河', '白云', '黄埔', '番禺', '花都', '南沙', '增城', '从化']
const LICENCES = [
  ['食品经营许可证', '预包装食品销售；热食类食品制售', '市场监督管理局'],
  ['排污许可证', '废水、废气排放', '生态环境分局'],
  ['道路运输经营许可证', '道路普通货物运输', '交通运输局'],
  ['城镇污水排入排水管网许可证', '准许在许可范围内向城镇排水设施排放污水', '水务局'],
] as const
const VIOLATIONS = [
  ['使用未经定期检验的特种设备', '一台场内叉车超过检验有效期仍在使用，检查后三日内完成检验', '《中华人民共和国特种设备安全法》第八十四条', '市场监督管理局'],
  ['超标排放水污染物', '废水总排口化学需氧量超标', '《中华人民共和国水污染防治法》第八十三条', '生态环境分局'],
  ['未按规定公示年度报告', '未在规定期限内公示年度报告', '《企业信息公示暂行条例》第十七条', '市场监督管理局'],
] as const

type Cells = Record<string, string>

/** Each spoils one row in its own way and makes exactly one row of quarantine of it. */
const POISON: readonly ((cells: Cells, day: string) => Cells)[] = [
  () => ({ 统一社会信用代码: '9.1440199E+17' }),
  ({ 统一社会信用代码: code }) => ({ 统一社会信用代码: `${code!.slice(0, 16)}${code![16] === '0' ? '1' : '0'}${code![17] === '0' ? '1' : '0'}` }),
  () => ({ 统一社会信用代码: '' }),
  ({ 行政相对人名称: name }) => ({ 行政相对人名称: `${name!.slice(0, 4)}\ufffd\ufffd` }),
  () => ({ 行政相对人类别: '自然人' }),
  (_, day) => ({ [day]: '2026-02-30' }),
  (_, day) => ({ [day]: '1900-01-01' }),
  () => ({ 备注: '字'.repeat(2_001) }),
]
/** These spoil the line, not a cell. */
const BROKEN_LINES: readonly ((line: string) => string)[] = [(line) => `"${line}`, (line) => `${line},多出的一格`]

/** @param personsPercent of the subjects are sole traders, natural persons, whose records are sealed */
export async function writePublicityFiles(folder: string, rows: number, seed: number, personsPercent: number): Promise<PublicityFile[]> {
  const random = seededRandom(seed)
  const below = (n: number) => Math.floor(random() * n)
  const firms = Array.from({ length: Math.ceil(rows / ROWS_A_SUBJECT) }, (_, i) => {
    const trader = i % 100 < personsPercent
    return {
      code: makeCreditCode(trader ? '92440199' : '91440199', Array.from({ length: 8 }, () => ALPHABET[below(31)]).join('')),
      name: `广州示例${DISTRICTS[i % DISTRICTS.length]}第${i}号${trader ? '商店' : '贸易有限公司'}`,
      trader,
    }
  })
  const licences = Math.round(rows * 0.6)
  const files: PublicityFile[] = []
  for (const [kind, count, row] of [
    [licence, licences, licenceCells],
    [penalty, rows - licences, penaltyCells],
  ] as const) {
    const [path, rawPath] = [`${folder}/${kind.record}.csv`, `${folder}/${kind.record}.raw.csv`]
    const [sent, raw] = [createWriteStream(path), createWriteStream(rawPath)]
    const names = kind.columns.map(({ name }) => name)
    const decided = kind === licence ? '许可决定日期' : '处罚决定日期'
    await write(sent, `${names.join(',')}\n`)
    let poisoned = 0
    let lines: string[] = []
    let rawLines: string[] = []
    for (let i = 0; i < count; i++) {
      const firm = firms[below(firms.length)]!
      const cells: Cells = {
        ...row(i, below),
        行政相对人名称: firm.name,
        行政相对人类别: firm.trader ? '个体工商户' : '法人及非法人组织',
        统一社会信用代码: firm.code,
      }
      let breakLine: ((line: string) => string) | undefined
      if (i % 100 === 37) {
        const which = poisoned++ % (POISON.length + BROKEN_LINES.length)
        Object.assign(cells, POISON[which]?.(cells, decided))
        breakLine = BROKEN_LINES[which - POISON.length]
      }
      const line = names.map((name) => csvCell(cells[name] ?? '')).join(',')
      lines.push(breakLine ? breakLine(line) : line)
      rawLines.push(line)
      if (lines.length === 2_000 || i === count - 1) {
        await write(sent, `${lines.join('\n')}\n`)
        await write(raw, `${rawLines.join('\n')}\n`)
        lines = []
        rawLines = []
      }
    }
    for (const stream of [sent, raw]) {
      stream.end()
      await finished(stream)
    }
    files.push({ kind, path, rawPath, rows: count, poisoned, columns: names.length })
  }
  return files
}

function licenceCells(serial: number, below: (n: number) => number): Cells {
  const [name, content, office] = LICENCES[below(LICENCES.length)]!
  const day = dayOf(below)
  const authority = `广州市${DISTRICTS[below(DISTRICTS.length)]}区${office}`
  return {
    法定代表人: '陈示例',
    法定代表人证件类型: '身份证',
    法定代表人证件号码: '440199190001010000',
    行政许可决定文书名称: `${name}准予决定书`,
    行政许可决定文书号: `示例许字〔${day.slice(0, 4)}〕${String(serial).padStart(6, '0')}号`,
    许可类别: '普通',
    许可证书名称: name,
    许可编号: `SL-${day.slice(0, 4)}-${String(serial).padStart(6, '0')}`,
    // A quoted line feed now and then, as people paste them in.
    许可内容: serial % 50 === 3 ? `${content}\n其余见“许可证”副本,附页` : content,
    许可决定日期: day,
    有效期自: day,
    有效期至: serial % 9 === 0 ? '长期' : `${Number(day.slice(0, 4)) + 5}${day.slice(4)}`,
    许可机关: authority,
    许可机关统一社会信用代码: '11440199MB2C00000X',
    当前状态: '有效',
    数据来源单位: authority,
    数据来源单位统一社会信用代码: '11440199MB2C00000X',
  }
}

function penaltyCells(serial: number, below: (n: number) => number): Cells {
  const [kindOfViolation, facts, basis, office] = VIOLATIONS[below(VIOLATIONS.length)]!
  const day = dayOf(below)
  const fineWan = String((1 + below(2_000)) / 100)
  const authority = `广州市${DISTRICTS[below(DISTRICTS.length)]}区${office}`
  return {
    法定代表人: '陈示例',
    法定代表人证件类型: '身份证',
    法定代表人证件号码: '440199190001010000',
    行政处罚决定书文号: `示例罚字〔${day.slice(0, 4)}〕${String(serial).padStart(6, '0')}号`,
    违法行为类型: kindOfViolation,
    违法事实: serial % 50 === 3 ? `${facts}\n,经复查“已改正”` : facts,
    处罚依据: basis,
    处罚类别: '警告;罚款',
    处罚内容: `罚款人民币${fineWan}万元`,
    '罚款金额（万元）': fineWan,
    处罚决定日期: day,
    处罚有效期: '2099-12-31',
    公示截止期: `${Number(day.slice(0, 4)) + 1}${day.slice(4)}`,
    处罚机关: authority,
    处罚机关统一社会信用代码: '11440199MB2C00000X',
    数据来源单位: authority,
    数据来源单位统一社会信用代码: '11440199MB2C00000X',
  }
}

function dayOf(below: (n: number) => number): string {
  return `${2021 + below(5)}-${String(1 + below(12)).padStart(2, '0')}-${String(1 + below(28)).padStart(2, '0')}`
}

function csvCell(text: string): string {
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

async function write(stream: WriteStream, text: string): Promise<void> {
  if (!stream.write(text)) await new Promise<void>((resolve) => stream.once('drain', resolve))
}
