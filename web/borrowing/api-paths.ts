/** The API's paths that borrowing calls. Ids come from addresses and forms, so each is one path part and no more. */
const part = encodeURIComponent

export const paths = {
  matches: '/api/v1/matches',
  whatIf: '/api/v1/matches/what-if',
  match: (id: string) => `/api/v1/matches/${part(id)}`,
  matchOffer: (id: string, productId: string) => `/api/v1/matches/${part(id)}/offers/${part(productId)}`,
  advice: (id: string) => `/api/v1/matches/${part(id)}/advice`,
  product: (id: string) => `/api/v1/products/${part(id)}`,
  profile: (subjectId: string) => `/api/v1/subjects/${part(subjectId)}/profile`,
  accessLog: (subjectId: string) => `/api/v1/subjects/${part(subjectId)}/access-log`,
  recalls: (subjectId: string) => `/api/v1/subjects/${part(subjectId)}/recalls`,
  queries: (subjectId: string) => `/api/v1/subjects/${part(subjectId)}/queries`,
  presentations: (subjectId: string) => `/api/v1/subjects/${part(subjectId)}/presentations`,
  proofs: '/api/v1/proofs',
  proof: (id: string) => `/api/v1/proofs/${part(id)}`,
  withdrawProof: (id: string) => `/api/v1/proofs/${part(id)}/withdraw`,
  verifyProof: '/api/v1/proofs/verify',
  catalogue: '/api/v1/catalogue',
  consentText: '/api/v1/consent-text',
  consents: '/api/v1/consents',
  consent: (id: string) => `/api/v1/consents/${part(id)}`,
  revoke: (id: string) => `/api/v1/consents/${part(id)}/revoke`,
  applications: '/api/v1/applications',
  application: (id: string) => `/api/v1/applications/${part(id)}`,
  withdraw: (id: string) => `/api/v1/applications/${part(id)}/withdraw`,
}
