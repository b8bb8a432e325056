import type { QueryChannel } from '../sources/model.ts'
import { readPage, WITH_TOKEN } from './usual-channels.ts'

/**
 * One subject's records, asked for with the number of its authorisation, which the source keeps as its ground:
 * `POST path {统一社会信用代码, 授权编号}` answers `{data: [row, …], nextCursor: null}`; an empty list says that the source has
 * nothing, which is unknown and not zero.
 */
export function byConsent({ record, path }: { record: string; path: string }): QueryChannel {
  return {
    way: 'query',
    record,
    auth: WITH_TOKEN,
    ask: (code, consentRef) => ({ method: 'POST', path, body: { 统一社会信用代码: code, 授权编号: consentRef } }),
    read: readPage,
  }
}
