import { maskName, toHalfWidth } from '../platform/kernel/text.ts'
import { checkIdentifier, HOUSEHOLD_NO } from '../subjects/model.ts'

/** 18 digits with a plausible date of birth (GB 11643), grouped or not. An enterprise's code begins with 9 and is never one. */
const IDENTITY_NUMBER = /(?<![0-9A-Za-z])([1-8]\d{3})\d{2}[ -]?(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[ -]?(\d{3}[0-9Xx])(?![0-9A-Za-z])/g
/** A mobile number, however it is grouped by spaces and dashes, with or without the country's code. */
const GAP = '[ \\u2010-\\u2015\\u2212-]{0,2}'
const TELEPHONE = new RegExp(`(?<!\\d)((?:86${GAP})?1[3-9]${GAP}\\d)(?:${GAP}\\d){4}${GAP}(\\d(?:${GAP}\\d){3})(?!\\d)`, 'g')
const LONG_NUMBER = /\d{11,}[Xx]?/g

/** 4401**********1234 for every identity number in the text. */
export function maskIdentityNumbers(text: string): string {
  return masked(text, IDENTITY_NUMBER, (head, tail) => `${head}**********${tail}`)
}

/** 138****1234 for every mobile number in the text. */
export function maskTelephones(text: string): string {
  return masked(text, TELEPHONE, (head, tail) => `${digitsOf(head)}****${digitsOf(tail)}`)
}

/** The name a file came under: shown in lists, so numbers that are somebody's are masked and a name before one is, too. */
export function freeFileName(name: string): string {
  const freed = maskTelephones(maskIdentityNumbers(name.replace(/[-_]/g, ' ')))
  if (freed === name.replace(/[-_]/g, ' ')) return name
  return freed.replace(/\p{Script=Han}{2,4}(?=[ ]?[\d*])/gu, (words) => maskName(words))
}

/** 2–4 Han characters, or more with the dot of names from other languages. */
const PERSON_NAME = /^(?:\p{Script=Han}{2,4}|\p{Script=Han}{1,8}(?:[·•・‧]\p{Script=Han}{1,8})+)$/u

/** 王小明 → 王** where a cell holds nothing but what could be a person's name. */
export function maskPersonName(text: string): string {
  const plain = text.replace(/\s/g, '')
  return PERSON_NAME.test(plain) ? maskName(plain) : text
}

/** The common surnames; a column's name rarely begins with one. */
const SURNAMES = new Set(
  '王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖萧田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付傅方白邹孟熊秦邱江尹薛闫阎段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤欧温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝'.split(
    '',
  ),
)
const COMPOUND_SURNAME = /^(?:欧阳|司徒|司马|上官|诸葛|皇甫|尉迟|公孙|慕容|令狐|夏侯|东方|端木|独孤)/
/** How columns are called that begin with one of those characters: 单位, 金额, 成立日期. */
const COLUMN_WORD =
  /(?:日期|时间|金额|名称|类型|类别|编号|号码|代码|地址|状态|单位|人员|等级|级别|备注|电话|内容|原因|方式|项目|情况|比例|费用|全称|简称|机关|部门|区县|车辆|人数)$/

/** The same for the name of a column, which is as short as a person's: only where it begins with a surname. */
export function maskNameInHeader(text: string): string {
  const plain = text.replace(/\s/g, '')
  const surname = SURNAMES.has(plain[0] ?? '') || COMPOUND_SURNAME.test(plain) || /[·•・‧]/.test(plain)
  return surname && !COLUMN_WORD.test(plain) ? maskPersonName(text) : text
}

/** A credit code or a household number, whose digits are nobody's telephone. */
export function isCode(text: string): boolean {
  const plain = toHalfWidth(text)
  return checkIdentifier(plain).canonical !== null || HOUSEHOLD_NO.test(plain)
}

/**
 * What may be kept of a cell that could belong to another column: credit codes and household numbers, and short numbers,
 * dates and document numbers without their words. A name is words, and so is an address.
 */
export function withoutWords(text: string): string {
  const plain = toHalfWidth(text)
  if (isCode(text)) return text
  if (!/\d/.test(plain) || !/^[\x20-\x7e]{1,40}$/.test(plain)) return '*'
  return plain.replace(LONG_NUMBER, (number) => `${number.slice(0, 4)}${'*'.repeat(number.length - 4)}`)
}

function digitsOf(text: string): string {
  return toHalfWidth(text).replace(/\D/g, '')
}

/** Full-width digits say the same: the search runs over the half-width text, which has the same length. */
function masked(text: string, pattern: RegExp, mask: (head: string, tail: string) => string): string {
  let clean = ''
  let done = 0
  for (const found of toHalfWidth(text).matchAll(pattern)) {
    clean += text.slice(done, found.index) + mask(found[1]!, found[2]!)
    done = found.index + found[0].length
  }
  return clean + text.slice(done)
}
