import { keyring } from '../../src/platform/outside/signing.ts'

/** A private key that everybody can read, so that vectors repeat. It signs in tests and nowhere else. */
export const TEST_SIGNING_KEY = JSON.stringify({
  kty: 'OKP',
  crv: 'Ed25519',
  // RFC 8037, appendix A.1.
  d: 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A',
  x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
})

/** One that the first replaced. */
export const OTHER_SIGNING_KEY = JSON.stringify({
  kty: 'OKP',
  crv: 'Ed25519',
  d: 'bHdoEnZ915cuJihVkC8X8fR9mo5zf6SbOb379MVfvLQ',
  x: 'XapffYSE6mTGx4xBU2Nby1BUxenHIjEqqdbOKfB7DxI',
})

export const testKeyring = keyring(TEST_SIGNING_KEY)
