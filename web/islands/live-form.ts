/**
 * The one script: a form marked `data-live="ID"` is sent by itself when what is typed has settled, and the element ID of the
 * page that answers takes the place of ours. Without script, offline or when the answer fails, the form's own button does
 * the same. Plain browser JavaScript, kept as text because it is served and never imported.
 */
export const LIVE_FORM = `'use strict'
const SETTLED_MS = 300
for (const form of document.querySelectorAll('form[data-live]')) {
  let timer = 0
  let running = null
  const send = async () => {
    running?.abort()
    const mine = (running = new AbortController())
    const data = new URLSearchParams(new FormData(form))
    const isGet = form.method === 'get'
    const url = isGet ? form.action.split('?')[0] + '?' + data : form.dataset.liveAction || form.action
    const here = () => document.getElementById(form.dataset.live)
    here()?.setAttribute('aria-busy', 'true')
    try {
      const answer = await fetch(url, { method: isGet ? 'GET' : 'POST', body: isGet ? undefined : data, signal: mine.signal })
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
      const fresh = page.getElementById(form.dataset.live)
      const old = here()
      // What is half typed is refused: the answer before it stays until there is another.
      if (running !== mine || !answer.ok || !fresh || !old) return
      old.replaceChildren(...fresh.childNodes)
      if (isGet) history.replaceState(null, '', answer.url)
    } catch (error) {
      if (error.name !== 'AbortError') console.warn(error)
    } finally {
      if (running === mine) here()?.removeAttribute('aria-busy')
    }
  }
  const soon = () => {
    clearTimeout(timer)
    timer = setTimeout(send, SETTLED_MS)
  }
  form.addEventListener('input', soon)
  form.addEventListener('change', soon)
}
`
