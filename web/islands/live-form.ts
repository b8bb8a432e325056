/**
 * The one script: a form marked `data-live="ID"` is sent by itself when what is typed has settled, and the element ID of the
 * page that answers takes the place of ours. So does each part of it marked `data-part="KEY"` whose key has changed, or that
 * has none: boxes that belong to another choice now, figures beside a row. The focus stays, and typing stops an answer that is
 * on its way, so nothing typed is ever overwritten.
 * A button that asks `data-live-action` for another shape of the form (`name="step"`) gets it at once, boxes and all.
 * Without script, offline or when the answer fails, the form's own buttons do the same. Plain browser JavaScript, kept as
 * text because it is served and never imported.
 */
export const LIVE_FORM = `'use strict'
const SETTLED_MS = 300
for (const form of document.querySelectorAll('form[data-live]')) {
  const isGet = form.method === 'get'
  const action = new URL(form.dataset.liveAction || form.getAttribute('action'), location.href).href
  let timer = 0
  let running = null
  let isLeaving = false
  const here = (id) => document.getElementById(id)
  const stop = () => {
    clearTimeout(timer)
    running?.abort()
  }
  const place = (fresh) => {
    const old = here(fresh.id)
    const key = fresh.dataset.part
    if (!old || (key && key === old.dataset.part)) return
    const held = old.contains(document.activeElement) ? document.activeElement.id : ''
    old.replaceChildren(...fresh.childNodes)
    if (key) old.dataset.part = key
    const box = held && here(held)
    if (!box) return
    box.focus()
    if (box.type === 'text') box.setSelectionRange(box.value.length, box.value.length)
  }
  const send = async (step) => {
    stop()
    const mine = (running = new AbortController())
    const data = new URLSearchParams(new FormData(form))
    if (step) data.append(step.name, step.value)
    const url = isGet ? action.split('?')[0] + '?' + data : action
    here(form.dataset.live)?.setAttribute('aria-busy', 'true')
    try {
      const answer = await fetch(url, { method: isGet ? 'GET' : 'POST', body: isGet ? undefined : data, signal: mine.signal })
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
      // A look that is refused because it is half typed leaves the one before it; the button says what is wrong.
      if (running !== mine || (isGet && !answer.ok)) return
      if (step) {
        form.replaceChildren(...page.getElementById(form.id).childNodes)
        form.querySelector('[autofocus]')?.focus()
      } else for (const fresh of page.querySelectorAll('[data-part], #' + form.dataset.live)) place(fresh)
      if (isGet) history.replaceState(null, '', answer.url)
    } catch (error) {
      if (error.name === 'AbortError') return
      console.warn(error)
      if (step) {
        isLeaving = true
        form.requestSubmit(step)
      }
    } finally {
      if (running === mine) here(form.dataset.live)?.removeAttribute('aria-busy')
    }
  }
  const soon = () => {
    stop()
    timer = setTimeout(send, SETTLED_MS)
  }
  form.addEventListener('input', soon)
  form.addEventListener('change', soon)
  form.addEventListener('submit', (event) => {
    const button = event.submitter
    if (isLeaving || !form.dataset.liveAction || button?.formAction !== action) return
    event.preventDefault()
    send(button.name ? button : undefined)
  })
}
`
