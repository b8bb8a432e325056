/**
 * A TypeScript client of the whole API, written from its own description: one type a schema, one method an operation, and
 * what a machine needs to sign in. It is one file without a dependency, for Node 20 and for browsers.
 */
import { bodyOf, type OpenApi, operationsByTag, type Parameter, type PlacedOperation, refName, type Schema } from './openapi.ts'

export function clientSource(document: OpenApi): string {
  const schemas = Object.entries(document.components?.schemas ?? {})
  const operations = [...operationsByTag(document).values()].flat().filter(({ operationId }) => operationId !== undefined && !operationId.startsWith('test'))
  return [
    `// Suixin API ${document.info.version}: generated from /openapi.json. Do not edit; fetch it again.`,
    ...schemas.map(([name, schema]) => `${commentOf(schema.description)}export type ${name} = ${typeOf(schema)}`),
    RUNTIME,
    `export class SuixinClient extends Caller {\n${operations.map(methodOf).join('\n\n')}\n}`,
    '',
  ].join('\n\n')
}

function methodOf(operation: PlacedOperation): string {
  const { operationId, method, path, summary, parameters = [], requestBody, responses = {} } = operation
  const of = (place: Parameter['in']) => parameters.filter((p) => p.in === place)
  const body = bodyOf(requestBody)
  const headers = of('header').filter(({ name }) => name === 'idempotency-key' || name === 'if-match')
  const members = [
    ...of('path').map(({ name, schema }) => `${memberName(name)}: ${typeOf(schema ?? {})}`),
    ...(of('query').length > 0 ? [`query?: { ${of('query').map(queryMember).join('; ')} }`] : []),
    ...headers.map(({ name }) => (name === 'if-match' ? 'ifMatch: string' : 'idempotencyKey?: string')),
    ...(body ? [`body: ${body.types.includes('application/json') ? typeOf(body.schema) : 'BodyInit'}`] : []),
  ]
  const good = Object.entries(responses).filter(([status]) => status < '300')
  const answers = [...new Set(good.map(([, answer]) => typeOf(bodyOf(answer)?.schema ?? NOTHING)))]
  const address = path.replace(/\{(\w+)\}/g, (_, name: string) => `\${encodeURIComponent(String(input.${name}))}`)
  const sent = [
    ...(of('query').length > 0 ? ['query: input.query'] : []),
    ...(headers.some(({ name }) => name === 'idempotency-key') ? ['idempotencyKey: input.idempotencyKey ?? crypto.randomUUID()'] : []),
    ...(headers.some(({ name }) => name === 'if-match') ? ['ifMatch: input.ifMatch'] : []),
    ...(body ? [`body: input.body, type: ${JSON.stringify(body.types[0])}`] : []),
  ]
  const optional = members.every((member) => /^\w+\?:/.test(member))
  return [
    `  /** ${tidyComment(summary ?? operationId!)} */`,
    `  ${operationId}(${members.length === 0 ? '' : `input: { ${members.join('; ')} }${optional ? ' = {}' : ''}`}): Promise<${answers.join(' | ') || 'null'}> {`,
    `    return this.call('${method}', \`${address}\`, { ${sent.join(', ')} })`,
    '  }',
  ].join('\n')
}

/** Stands for an answer without a body. */
const NOTHING: Schema = { const: null }

function queryMember({ name, required, schema }: Parameter): string {
  return `${memberName(name)}${required ? '' : '?'}: ${typeOf(schema ?? {})}`
}

function typeOf(schema: Schema): string {
  if (schema.$ref !== undefined) return refName(schema.$ref)
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ')
  const choices = schema.oneOf ?? schema.anyOf
  if (choices) return choices.map((part) => `(${typeOf(part)})`).join(' | ')
  if (schema.allOf) return schema.allOf.map((part) => `(${typeOf(part)})`).join(' & ')
  const types = schema.type === undefined ? [] : [schema.type].flat()
  if (types.length === 0) return schema.properties ? objectOf(schema) : 'unknown'
  return types.map((type) => plainType(type, schema)).join(' | ')
}

function plainType(type: string, schema: Schema): string {
  switch (type) {
    case 'string':
    case 'boolean':
    case 'null':
      return type
    case 'integer':
    case 'number':
      return 'number'
    case 'array':
      return `(${typeOf(schema.items ?? {})})[]`
    case 'object':
      return objectOf(schema)
    default:
      return 'unknown'
  }
}

function objectOf({ properties = {}, required = [], additionalProperties }: Schema): string {
  const members = Object.entries(properties).map(
    ([name, schema]) => `${commentOf(schema.description)}${memberName(name)}${required.includes(name) ? '' : '?'}: ${typeOf(schema)}`,
  )
  if (members.length > 0) return `{ ${members.join('; ')} }`
  return typeof additionalProperties === 'object' ? `Record<string, ${typeOf(additionalProperties)}>` : 'Record<string, unknown>'
}

function memberName(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name)
}

function commentOf(text: string | undefined): string {
  return text === undefined ? '' : `/** ${tidyComment(text)} */ `
}

/** A description is data: it must not end the comment it stands in. */
function tidyComment(text: string): string {
  return text.replaceAll('*/', '* /').replace(/\s+/g, ' ')
}

const RUNTIME = `/** A refusal of the API: RFC 9457, or RFC 6749 at the token endpoint. Switch on \`code\`. */
export class SuixinError extends Error {
  readonly status: number
  readonly code: string
  readonly requestId: string
  readonly errors: readonly { pointer: string; code: string; detail: string }[]
  /** Seconds to wait before the same request is worth sending again; null where it never is. */
  readonly retryAfter: number | null
  constructor(status: number, problem: { code?: string; detail?: string; requestId?: string; errors?: SuixinError['errors'] }, retryAfter: number | null) {
    super(problem.detail ?? 'status ' + status)
    this.name = 'SuixinError'
    this.status = status
    this.code = problem.code ?? 'unreadable_answer'
    this.requestId = problem.requestId ?? ''
    this.errors = problem.errors ?? []
    this.retryAfter = retryAfter
  }
}

/** Headers that say who asks; called for each request, since a DPoP proof is good for one. */
export type Authorize = (method: string, url: string) => Promise<Record<string, string>>

export interface ClientOptions {
  /** Without a slash at its end. */
  baseUrl: string
  authorize?: Authorize
  fetch?: typeof fetch
}

interface Sent {
  query?: Record<string, unknown> | undefined
  idempotencyKey?: string
  ifMatch?: string
  body?: unknown
  type?: string
}

class Caller {
  readonly #options: ClientOptions
  constructor(options: ClientOptions) {
    this.#options = options
  }

  protected async call<T>(method: string, path: string, { query = {}, idempotencyKey, ifMatch, body, type }: Sent): Promise<T> {
    const { baseUrl, authorize, fetch: send = fetch } = this.#options
    const url = new URL(baseUrl + path)
    for (const [name, value] of Object.entries(query)) if (value !== undefined && value !== null) url.searchParams.set(name, String(value))
    const headers: Record<string, string> = { accept: 'application/json', ...(await authorize?.(method, url.origin + url.pathname)) }
    if (idempotencyKey !== undefined) headers['idempotency-key'] = idempotencyKey
    if (ifMatch !== undefined) headers['if-match'] = ifMatch
    if (body !== undefined && type !== undefined) headers['content-type'] = type
    const content = body === undefined ? null : type === 'application/json' ? JSON.stringify(body) : (body as BodyInit)
    return readAnswer<T>(await send(url, { method, headers, body: content }))
  }
}

async function readAnswer<T>(response: Response): Promise<T> {
  const text = await response.text()
  const isJson = /^application\\/([a-z+]+\\+)?json/.test(response.headers.get('content-type') ?? '')
  const value: unknown = text === '' ? null : isJson ? JSON.parse(text) : text
  if (response.ok) return value as T
  const wait = Number(response.headers.get('retry-after') ?? Number.NaN)
  throw new SuixinError(response.status, isJson ? (value as object) : {}, Number.isFinite(wait) ? wait : null)
}

export interface MachineOptions {
  baseUrl: string
  clientId: string
  /** Ed25519, or ECDSA on P-256, allowed to sign; it may be non-extractable. */
  privateKey: CryptoKey
  /** Its public half, as it was registered. */
  publicJwk: JsonWebKey
  /** Left out: all that the client has. */
  scope?: string
}

/** private_key_jwt with DPoP: fetches a token, keeps it till shortly before its end, and proves the key with every request. */
export function machineSignIn({ baseUrl, clientId, privateKey, publicJwk, scope }: MachineOptions): Authorize {
  const endpoint = baseUrl + '/oauth/token'
  const isEd = publicJwk.kty === 'OKP'
  const { kty, crv, x, y } = publicJwk
  const jwk = isEd ? { kty, crv, x } : { kty, crv, x, y }
  const seconds = () => Math.floor(Date.now() / 1000)
  const jwt = async (header: object, claims: object) => {
    const text = part({ alg: isEd ? 'EdDSA' : 'ES256', ...header }) + '.' + part({ iat: seconds(), jti: crypto.randomUUID(), ...claims })
    const how = isEd ? 'Ed25519' : { name: 'ECDSA', hash: 'SHA-256' }
    return text + '.' + base64url(new Uint8Array(await crypto.subtle.sign(how, privateKey, new TextEncoder().encode(text))))
  }
  const proof = (htm: string, htu: string, more: object = {}) => jwt({ typ: 'dpop+jwt', jwk }, { htm, htu, ...more })
  let held: { token: string; until: number } | null = null
  const fetchToken = async () => {
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: await jwt({}, { iss: clientId, sub: clientId, aud: endpoint, exp: seconds() + 60 }),
      ...(scope === undefined ? {} : { scope }),
    })
    const began = seconds()
    const response = await fetch(endpoint, { method: 'POST', headers: { DPoP: await proof('POST', endpoint) }, body: form })
    const grant = await readAnswer<{ access_token: string; expires_in: number }>(response)
    return { token: grant.access_token, until: began + grant.expires_in - 30 }
  }
  return async (method, url) => {
    if (held === null || held.until <= seconds()) held = await fetchToken()
    const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(held.token))
    return { Authorization: 'DPoP ' + held.token, DPoP: await proof(method, url, { ath: base64url(new Uint8Array(hash)) }) }
  }
}

function part(value: object): string {
  return base64url(new TextEncoder().encode(JSON.stringify(value)))
}

function base64url(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}`
