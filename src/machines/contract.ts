import { countOut, idOf, instantOut, safeText, z } from '../platform/kernel/schema.ts'
import { ALGORITHMS, LIVE_KEYS, SCOPES } from './model.ts'

/** Judged by `readPublicJwk`, which names what is wrong; here only that it is an object of bounded size. */
const jwkIn = z
  .record(safeText(60, 1), z.unknown())
  .refine((jwk) => Object.keys(jwk).length <= 30, { message: '公钥里的成员太多。 The key has too many members.' })
  .openapi({
    type: 'object',
    description: 'A public JWK: Ed25519, P-256 or RSA of 2048 to 4096 bits. One that holds a private member is refused.',
    example: { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' },
  })

export const ClientRequest = z
  .object({
    name: safeText(60, 1).openapi({ description: 'Shown to the firms whose data it reads' }),
    scopes: z.array(z.enum(SCOPES)).min(1).max(SCOPES.length),
    keys: z.array(jwkIn).min(1).max(LIVE_KEYS),
  })
  .openapi('ClientRequest')
export const ClientKeyRequest = z.object({ key: jwkIn }).openapi('ClientKeyRequest')
export const RetireKeyRequest = z.object({ kid: safeText(43, 43) }).openapi('RetireKeyRequest')

export const ClientView = z
  .object({
    id: idOf('client'),
    name: z.string().max(60),
    scopes: z.array(z.enum(SCOPES)),
    keys: z.array(
      z.object({
        kid: z.string().length(43).openapi({ description: 'RFC 7638 thumbprint' }),
        alg: z.enum(ALGORITHMS),
        createdAt: instantOut,
        retiredAt: instantOut.nullable(),
      }),
    ),
    createdAt: instantOut,
    closedAt: instantOut.nullable(),
    /** Of the last seven days, newest first. */
    refusals: z.array(
      z.object({
        why: z.string().max(60).openapi({ description: 'The rule that an assertion, a proof or a token broke' }),
        count: countOut,
        lastAt: instantOut,
      }),
    ),
  })
  .openapi('Client')
export type ClientView = z.infer<typeof ClientView>
export const RefusalList = z
  .object({
    items: z.array(
      z.object({
        clientId: idOf('client').nullable().openapi({ description: 'null: whoever asked named no client of ours' }),
        clientName: z.string().max(60).nullable(),
        lenderId: idOf('institution').nullable(),
        why: z.string().max(60).openapi({ description: 'The rule that an assertion, a proof or a token broke' }),
        count: countOut,
        lastAt: instantOut,
      }),
    ),
  })
  .openapi('TokenRefusalList')
export type RefusalList = z.infer<typeof RefusalList>

export const ClientList = z.object({ items: z.array(ClientView) }).openapi('ClientList')
export type ClientList = z.infer<typeof ClientList>

/** What a form says is judged by the handler: RFC 6749 §5.2 has its own words for what is wrong. */
const formText = (maxLength: number, description: string) => z.unknown().optional().openapi({ type: 'string', maxLength, description })

export const TokenForm = z
  .object({
    grant_type: formText(100, 'client_credentials'),
    client_assertion_type: formText(100, 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'),
    client_assertion: formText(4096, 'A JWT of the client: iss = sub = client id, aud = this endpoint, exp at most 5 minutes on, a jti used once'),
    client_id: formText(100, 'May be left out; else that of the assertion'),
    scope: formText(400, 'Parted by single spaces; left out: all that the client has'),
  })
  .openapi('TokenForm')

export const TokenAnswer = z
  .object({
    access_token: z.string().max(4096),
    token_type: z.literal('DPoP'),
    expires_in: countOut,
    scope: z.string().max(400),
  })
  .openapi('TokenAnswer')

const url = z.string().max(300)
const names = z.array(z.string().max(100))
export const AuthorizationServer = z
  .object({
    issuer: url,
    token_endpoint: url,
    jwks_uri: url,
    service_documentation: url,
    grant_types_supported: names,
    response_types_supported: names,
    scopes_supported: names,
    token_endpoint_auth_methods_supported: names,
    token_endpoint_auth_signing_alg_values_supported: names,
    dpop_signing_alg_values_supported: names,
  })
  .openapi('AuthorizationServer')
