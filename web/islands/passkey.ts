/**
 * The script of pages with a passkey button: it asks the API for a challenge when the button is pressed, lets the browser make or
 * use the passkey, puts the answer into the form's hidden box and sends the form as any other. `data-passkey` is the path that
 * gives the challenge; `data-make` says that a new passkey is to be made. Without script, or in a browser without passkeys, the
 * form stays hidden and the other ways remain. Plain browser JavaScript, kept as text because it is served and never imported.
 */
export const PASSKEY = `'use strict'
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0))
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/[+]/g, '-').replace(/[/]/g, '_').replace(/=+$/, '')
const named = (list) => (list ?? []).map((item) => ({ ...item, id: bytes(item.id) }))
const make = async (o) => {
  const publicKey = { ...o, challenge: bytes(o.challenge), user: { ...o.user, id: bytes(o.user.id) }, excludeCredentials: named(o.excludeCredentials) }
  const { id, response } = await navigator.credentials.create({ publicKey })
  const { clientDataJSON, attestationObject } = response
  return { id, response: { clientDataJSON: text(clientDataJSON), attestationObject: text(attestationObject), transports: response.getTransports?.() ?? [] } }
}
const use = async (o) => {
  const publicKey = { ...o, challenge: bytes(o.challenge), allowCredentials: named(o.allowCredentials) }
  const { id, response } = await navigator.credentials.get({ publicKey })
  const { clientDataJSON, authenticatorData, signature, userHandle } = response
  return {
    id,
    response: {
      clientDataJSON: text(clientDataJSON),
      authenticatorData: text(authenticatorData),
      signature: text(signature),
      userHandle: userHandle?.byteLength ? text(userHandle) : null,
    },
  }
}
for (const form of document.querySelectorAll('form[data-passkey]')) {
  if (!window.PublicKeyCredential) continue
  form.hidden = false
  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    const said = form.querySelector('[role=status]')
    said.textContent = ''
    try {
      const answer = await fetch(form.dataset.passkey, { method: 'POST' })
      const options = await answer.json()
      if (options.code === 'step_up_required') return location.assign(form.dataset.confirm)
      if (!answer.ok) throw new Error(options.code)
      form.elements.response.value = JSON.stringify(await ('make' in form.dataset ? make(options) : use(options)))
      form.submit()
    } catch (error) {
      console.warn(error)
      said.textContent = form.dataset.failed
    }
  })
}
`
