import { homeOf, type Me } from '../../client/me.ts'
import { ButtonLink, Buttons } from '../../ui/button.tsx'
import { PageTitle } from '../../ui/page-title.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { words } from '../../words/index.ts'
import { DevFrame } from './frame.tsx'

/** What an account can do today whose work has no pages yet. */
export function StaffPage({ demo, me }: { demo: boolean; me: Me }) {
  const w = words.zh.dev.staff
  const can: Readonly<Record<string, string>> = w.can
  const sentence = can[me.role]
  const home = homeOf(me.role)
  return (
    <DevFrame title={w.title} narrow visit={{ demo, me }}>
      <PageTitle title={w.title} lead={w.lead(me.displayName)} />
      <Sheet>
        <div class="stack">
          <p>{sentence ?? w.elsewhere}</p>
          {sentence && home === '/staff' ? <p class="muted">{w.noPages}</p> : null}
          <Buttons>
            {home === '/' || home === '/staff' ? null : (
              <ButtonLink kind="main" href={home}>
                {w.toPortal}
              </ButtonLink>
            )}
            <ButtonLink href="/docs">{w.docs}</ButtonLink>
          </Buttons>
        </div>
      </Sheet>
    </DevFrame>
  )
}
