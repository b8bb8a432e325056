import { countOut, idOf, instantOut, safeText, z } from '../platform/kernel/schema.ts'
import { ROLES } from './model.ts'

/** As browsers write bytes of a passkey. */
const base64url = (max: number) =>
  z
    .string()
    .regex(/^[\w-]+$/)
    .min(1)
    .max(max)

export const SignInRequest = z.object({ username: safeText(64, 1), password: safeText(256, 1) }).openapi('SignInRequest')

const person = {
  userId: idOf('user'),
  username: z.string().max(64),
  displayName: z.string().max(100),
  role: z.enum(ROLES),
  institutionId: idOf('institution').nullable(),
  institutionName: z.string().max(200).nullable(),
  subjectId: idOf('subject').nullable(),
}

export const Me = z.object(person).openapi('Me')
export type Me = z.infer<typeof Me>

export const SECOND_FACTORS = ['totp', 'passkey', 'recovery'] as const

/** required: nothing else may be done before one is set up. */
export const SignedIn = z.object({ ...person, secondFactor: z.enum(['none', 'shown', 'required']) }).openapi('SignedIn')
export type SignedIn = z.infer<typeof SignedIn>

/** The password was right; the session can do nothing until one of these is shown. */
export const PendingSignIn = z.object({ pending: z.literal('second_factor'), methods: z.array(z.enum(SECOND_FACTORS)).max(3) }).openapi('PendingSignIn')
export type PendingSignIn = z.infer<typeof PendingSignIn>

/** What `navigator.credentials.get()` gives, as `toJSON()` writes it. */
export const Assertion = z
  .object({
    id: base64url(1400),
    response: z.object({
      clientDataJSON: base64url(4000),
      authenticatorData: base64url(4000),
      signature: base64url(4000),
      userHandle: base64url(100).nullish(),
    }),
  })
  .openapi('PasskeyAssertion')
export type Assertion = z.infer<typeof Assertion>

/** What `navigator.credentials.create()` gives. */
export const Attestation = z
  .object({
    id: base64url(1400),
    response: z.object({
      clientDataJSON: base64url(4000),
      attestationObject: base64url(20_000),
      transports: z.array(safeText(20, 1)).max(10).nullish(),
    }),
  })
  .openapi('PasskeyAttestation')
export type Attestation = z.infer<typeof Attestation>

const code = z
  .string()
  .regex(/^\d{6}$/)
  .openapi({ example: '492039' })

const onlyOne = (body: object) => Object.values(body).filter((value) => value !== undefined).length === 1

export const SecondFactorProof = z
  .object({ code: code.optional(), recoveryCode: safeText(40, 1).optional(), assertion: Assertion.optional() })
  .refine(onlyOne, { message: '验证码、备用码、通行密钥只填一种。 Give one of code, recoveryCode and assertion.' })
  .openapi('SecondFactorProof')
export type SecondFactorProof = z.infer<typeof SecondFactorProof>

export const StepUpProof = z
  .object({ password: safeText(256, 1).optional(), code: code.optional(), assertion: Assertion.optional() })
  .refine(onlyOne, { message: '密码、验证码、通行密钥只填一种。 Give one of password, code and assertion.' })
  .openapi('StepUpProof')
export type StepUpProof = z.infer<typeof StepUpProof>

/** `publicKey` of `navigator.credentials.get()`, in its JSON form. */
export const AssertionOptions = z
  .object({
    challenge: base64url(100),
    rpId: z.string().max(253),
    timeout: countOut,
    userVerification: z.literal('required'),
    allowCredentials: z.array(z.object({ type: z.literal('public-key'), id: base64url(1400), transports: z.array(z.string().max(20)).max(10) })).max(50),
  })
  .openapi('PasskeyAssertionOptions')

/** `publicKey` of `navigator.credentials.create()`, in its JSON form. */
export const AttestationOptions = z
  .object({
    challenge: base64url(100),
    rp: z.object({ id: z.string().max(253), name: z.string().max(100) }),
    user: z.object({ id: base64url(100), name: z.string().max(64), displayName: z.string().max(100) }),
    pubKeyCredParams: z.array(z.object({ type: z.literal('public-key'), alg: z.number().int().min(-65_536).max(0) })).max(10),
    timeout: countOut,
    attestation: z.literal('none'),
    excludeCredentials: z.array(z.object({ type: z.literal('public-key'), id: base64url(1400), transports: z.array(z.string().max(20)).max(10) })).max(50),
    authenticatorSelection: z.object({ residentKey: z.literal('preferred'), userVerification: z.literal('required') }),
  })
  .openapi('PasskeyAttestationOptions')

export const SessionView = z
  .object({
    id: idOf('session'),
    /** The one that asks. */
    isHere: z.boolean(),
    device: z.string().max(100),
    network: z.string().max(60),
    createdAt: instantOut,
    lastSeenAt: instantOut,
  })
  .openapi('Session')
export type SessionView = z.infer<typeof SessionView>

export const SessionList = z.object({ items: z.array(SessionView) })
export type SessionList = z.infer<typeof SessionList>

export const EndedSessions = z.object({ ended: countOut })

export const PasskeyView = z
  .object({ id: idOf('passkey'), label: z.string().max(60), createdAt: instantOut, lastUsedAt: instantOut.nullable() })
  .openapi('Passkey')
export type PasskeyView = z.infer<typeof PasskeyView>

export const AccountSecurity = z
  .object({
    hasPassword: z.boolean(),
    hasTotp: z.boolean(),
    passkeys: z.array(PasskeyView).max(50),
    recoveryCodesLeft: countOut,
    /** Of this role, in this mode: nothing else may be done without one. */
    needsFactor: z.boolean(),
    /** The strongest factor was shown within five minutes. */
    isSteppedUp: z.boolean(),
    /** Signs in by the city's identity too. */
    hasCityIdentity: z.boolean(),
  })
  .openapi('AccountSecurity')
export type AccountSecurity = z.infer<typeof AccountSecurity>

export const PasswordChange = z.object({ current: safeText(256, 1), next: safeText(256, 1) }).openapi('PasswordChange')

export const TotpOffer = z
  .object({ secret: z.string().max(64), uri: z.string().max(500), qrSvg: z.string().max(100_000) })
  .openapi('TotpOffer', { description: 'Shown once; confirm it with a first code.' })
export type TotpOffer = z.infer<typeof TotpOffer>

export const TotpConfirmation = z.object({ code })

/** Shown once, with the first factor; empty where there are codes already. */
export const RecoveryCodes = z.object({ recoveryCodes: z.array(z.string().max(20)).max(10) }).openapi('RecoveryCodes')
export type RecoveryCodes = z.infer<typeof RecoveryCodes>

export const NewPasskey = z.object({ label: safeText(60, 1), attestation: Attestation }).openapi('NewPasskey')
export const AddedPasskey = z.object({ ...RecoveryCodes.shape, passkey: PasskeyView }).openapi('AddedPasskey')
export type AddedPasskey = z.infer<typeof AddedPasskey>

export const InvitationAcceptance = z.object({ token: safeText(100, 1), password: safeText(256, 1) }).openapi('InvitationAcceptance')

export const CityIdentityRequest = z.object({ invitation: safeText(100, 1).optional() })
export const CityIdentityAddress = z.object({ url: z.string().max(4000) })
export const CityIdentityAnswer = z
  .object({ state: safeText(200, 1), code: safeText(2000, 1).optional(), iss: safeText(500, 1).optional(), error: safeText(200, 1).optional() })
  .openapi('CityIdentityAnswer')
