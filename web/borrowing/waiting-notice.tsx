import { Notice } from '../ui/notice.tsx'
import { words } from '../words/index.ts'

/** On the home page: that something waits for an answer, and where. Nothing at all where nothing does. */
export function WaitingNotice({ home, waiting }: { home: string; waiting: number }) {
  if (waiting === 0) return null
  return (
    <Notice tone="warn">
      <a href={`${home}/consents`}>{words.zh.consents.lookers.waiting(waiting)}</a>
    </Notice>
  )
}
