/** What a browser without script would send of a form as the page shows it. */
export function postedForm(html: string, action: string): URLSearchParams {
  const start = html.indexOf(`action="${action}"`)
  if (start < 0) throw new Error(`no form for ${action}`)
  const form = html.slice(start, html.indexOf('</form>', start))
  const sent = new URLSearchParams()
  for (const [tag, kind] of form.matchAll(/<(input|select|textarea)\b[^>]*>/g)) {
    const name = attribute(tag, 'name')
    if (name === null) continue
    const rest = form.slice(form.indexOf(tag))
    if (kind === 'input') {
      const isPick = /type="(checkbox|radio)"/.test(tag)
      if (!isPick || /\schecked(=|\s|>|\/)/.test(tag)) sent.append(name, attribute(tag, 'value') ?? (isPick ? 'on' : ''))
    } else if (kind === 'textarea') {
      sent.append(name, decoded(rest.slice(tag.length, rest.indexOf('</textarea>'))).replace(/\r?\n/g, '\r\n'))
    } else {
      const options = [...rest.slice(0, rest.indexOf('</select>')).matchAll(/<option\b[^>]*>/g)].map(([option]) => option)
      const chosen = options.find((option) => /\sselected(=|\s|>)/.test(option)) ?? options[0]
      sent.append(name, (chosen && attribute(chosen, 'value')) ?? '')
    }
  }
  return sent
}

function attribute(tag: string, name: string): string | null {
  const value = new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1]
  return value === undefined ? null : decoded(value)
}

function decoded(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&')
}
