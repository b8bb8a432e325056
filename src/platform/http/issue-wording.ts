import type { z } from '../kernel/schema.ts'

const TYPES: Readonly<Record<string, [zh: string, en: string]>> = {
  string: ['文字', 'text'],
  number: ['数字', 'a number'],
  int: ['整数', 'a whole number'],
  bigint: ['整数', 'a whole number'],
  boolean: ['true 或 false', 'true or false'],
  array: ['列表', 'a list'],
  tuple: ['列表', 'a list'],
  object: ['对象', 'an object'],
  record: ['对象', 'an object'],
  null: ['null', 'null'],
  nan: ['数字', 'a number'],
}

/** By what a thing is counted. */
const COUNTED: Readonly<Record<string, [zh: string, en: string]>> = {
  string: [' 个字符', ' characters'],
  array: [' 项', ' items'],
  set: [' 项', ' items'],
  map: [' 项', ' items'],
  object: [' 项', ' members'],
}

/** How a validator's own English begins: it may well name a Chinese value. */
const BY_VALIDATOR = /^(Invalid|Too|Unrecognized|Expected) /

/** What a validator objects to, as the house says things: in Chinese with what to do, then in English. A sentence of the house's own stays. */
export function sentenceOfIssue(issue: z.core.$ZodIssue): string {
  if (/\p{Script=Han}/u.test(issue.message) && !BY_VALIDATOR.test(issue.message)) return issue.message
  switch (issue.code) {
    case 'invalid_type': {
      const [zh, en] = TYPES[issue.expected] ?? [issue.expected, issue.expected]
      return issue.message.endsWith('received undefined') ? `缺少这一项，应为${zh}。 Missing; it must be ${en}.` : `应为${zh}。 It must be ${en}.`
    }
    case 'too_small': {
      const [zh, en] = COUNTED[issue.origin] ?? ['', '']
      const [is, than] = issue.inclusive === false ? ['须大于', 'more than'] : ['不能少于', 'at least']
      return `${is} ${issue.minimum}${zh}。 It must be ${than} ${issue.minimum}${en}.`
    }
    case 'too_big': {
      const [zh, en] = COUNTED[issue.origin] ?? ['', '']
      const [is, than] = issue.inclusive === false ? ['须小于', 'less than'] : ['不能多于', 'at most']
      return `${is} ${issue.maximum}${zh}。 It must be ${than} ${issue.maximum}${en}.`
    }
    case 'invalid_format':
      return `写法不对，请按接口说明的格式填写。 ${sentence(issue.message)}`
    case 'not_multiple_of':
      return `须是 ${issue.divisor} 的整数倍。 It must be a multiple of ${issue.divisor}.`
    case 'unrecognized_keys':
      return `没有 ${issue.keys.map(quoted).join('、')} 这一项，请去掉。 There is no such member; leave it out.`
    case 'invalid_value':
      return `只能是 ${issue.values.map((value) => quoted(String(value))).join('、')} 之一。 It must be one of these.`
    case 'invalid_union':
      return '不符合允许的任何一种写法，请对照接口说明。 It fits none of the forms that are allowed.'
    default:
      return `这一项不符合规定，请对照接口说明。 ${sentence(issue.message)}`
  }
}

/** As JSON writes it: whatever a name holds cannot be taken for a part of the sentence. */
function quoted(text: string): string {
  return JSON.stringify(text.slice(0, 60))
}

function sentence(message: string): string {
  return `${message.slice(0, 1).toUpperCase()}${message.slice(1)}${/[.!?]$/.test(message) ? '' : '.'}`
}
