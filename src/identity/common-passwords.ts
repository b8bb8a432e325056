/**
 * The passwords of twelve letters and more among the 49,233 most used ones that were ever published: those that
 * `PASSWORD_LENGTH` lets through. Taken from @zxcvbn-ts/language-common 4.1.3 (MIT), in lower case; kept as the first six
 * bytes of the SHA-256 of each, base64url, since nobody needs to read them. Another password is taken for one of them
 * once in a million million times.
 */
import { createHash } from 'node:crypto'

const DIGITS = 8
const HEADS =
  '-BWuYXw2-UH1V-6J-VK3S2CD-m5eWhio0XRuHOnR0lsbU_7a1LRYZNnW1SR1upSS23rZUDNu29zwG_Us2EqaaysP2GyGUbeU2K7MZSzk2Kr8S4R82vzOTH7U3mJ4q57R42-r2h8D4AD0D8Ts' +
  '4SuC0djX4WiJe7ST53O7XZAm5ABeLBV45JozIW0Y5b32k2ZK5jgYAZH75xTMsjpR6NXRuQ_76PGtK96j6aL00OHw6lWVzeiN71Ks4JDM7O97HmTH7unG4ZBv7vocfgyW8-rFbqRk84TA5PiN' +
  '88iAEqyD8dET-cCA8fpdbCZC97zS1ONy9YfU1YZg9ckxayB69fHOjyXX9kSz0HcCACX3VwTwAFSn3p1PAKa3LUCJALR3dSD7AM_kbSurAVAA9LWMAfccmiurAktMLyeSAvUUgvVyAyzBH-el' +
  'BJWfqIEJBMzGdEVfBNvdF3skBRkl0D_YBTQUFSSxBZYEkhFbB_UxYgNnBbtDKkv2BiXlv6EeBkf0sL_UC2fGSk6WCXy2wyWuCZOPkSjQCad_ROuOCfunlD4iCmcki5rgCx2_8nFKDW_924eX' +
  'DaC5Q_MiDeBeRbnfDjyxN6RiEH3c6tVgF0F-v-BlF0y3USFJFIZKaiPeFLvj9yZIFQNDQxztFmjBH7gdFuU56IOiG3M-MIlxGAPGoz0mGF79TOh2GFR1XADNGL9u3ISAGUgovfg4GmhC_8to' +
  'GmvU2dedGwHjChn5H0VOjOjXHDEt1kJqHGmdBtlmHju4lHVvI84H_ofbIFmu9HmWIOfC6JgnJ-7Pl_MNJD0CPMKyJWahjNHqJiiNmQRcJnXnMonAKIn1Rq-nKSniL0ixKUOlZ7wFKjM0nn5g' +
  'KwqMI0u5L19s5a4wLEAgk_VmLLOAnuPtLVQ7vBK3LYpBMieqLisk-O5AM0idJJt5M9c-I0EcMABfVs8vMZuuKP5OMfYed_JXN-ctVHhLNbbQqqrjNfkVZqaHNieZllxQNqoVqI56O02i4o6-' +
  'O2YE0xAJO4R-90izOLh7ENCNOV8pEHMcOldFoF-HP1wLX5wyPqRWtLPfQ0b_kvW1Q3mx0goFQ5CHSC0hQPWYzHZVQZTRcG7RRchr_8uRRqKBzTVJS7XtUuVkSB7DEMKnSH5CDJ3rSJH4VkgK' +
  'SdYhMl61SpxT3tKaSrWBHoqgSsH1rv2bSss-YmQcTHPWx311U6YMlDbZUL_uSccGUPSAl-PlVp0P-VO8VvSuNWOEW0BicumJW9etsCRGWLqjxUr1WMax0yZTWeIPaUViX1DdcnTvX1cqDaQD' +
  'XVpwoteIX_7S4b1WXk_467X-XmEOa02CXpKG2oJhXspIkdryXzs7YUlXYGvkvn2kYXA0wi22YmXbDIxdYtm1ayOpZ9cQpZCgZKgTa-2BZbyGf2j_ZnjUPnQtZvH6gy1h_Kx2tLLJ_MoogEXt' +
  '_U5-geH6a4QZn1Y5atZloD3FauIXFkoeaxVxMkDobF8oWp7bbu37ltcnc0duOCYxc5jPEPKacORI7zCZcVqXSRxqcW-f-SkxcXmwswmId1ucIAACd7kOfpl4dDBWFrK8dlrZ9Mfmdy8P4bJu' +
  'eAsQz6qseJuZ6SpLegGt6kuKf9BvDiphfDbFsPtrfcrJGqyRg3A1SQ8IgNqfiAiVgXSgXU4mgdBv6RZhggbSLwQ3ghooAgWqgrpwG8gfh2jO0l5jh9l9FebDhFul5BLQhGBzcd5JhGFbGnvX' +
  'hN4TaFZYhOvBuseHhmJGfcfJiQekmbVKiTUmIaLliXsxIHLCi_TexUXhibAKLt9tiukC3QkRivv9uNvljFyufA3QjG6W96tqjflQJlOPkBWzUCohkHfRr2nHkJzeSic-klsTp--blFcpmyms' +
  'lTEk9ZZQlbOvMJkmlc5w2e3jlqHbeEqammIu6vSmn4Cl4UAXnI9aSnd5nhXsgQ0knlonFPd8nt10Ev5loDZHVaOKoLCk-dV4okVv8GHEpe5w8VIlpgOXSuSzpi7LjE-WpievSUPDpovzsv7V' +
  'q4ueArMmqQogc3TSqR8Mwk_2qalaY6Qur1f5ohtYrPRUiJeNrZsHArxBra-d7G_erdumoVWVrl3rhl05ruEnHrbws0Vk8cTNs4KCJXicsB6wAIBQsCToQFsSsCVvDvTfsQ5kJ4AusQj9-Me2' +
  'sowizQRQssN-0ZpdtLt_I2ritMTY0b-3tR176m0CtrkBAlXOuDa-NY_KuNqCpJXmuWibRuBNuclQZA4bunXNOeqpvFs_4y4jvOKWbAsNvQhetZpVvqfwiHW7wbWboMVuwryCnylRx-QCJY7j' +
  'xALRO0qhxNMI9vIKxcCIEy5qxfIKZ50BxlWNLBFoxoaJszjYxrPlEC8my14PrHXJy3mwKyCvyCB57ISiyF9nuoAmyK3kXtZPyMOLnIc0yQNOSa8syQvA9tN9yrGOXAzfys_VJEADzFcSmkVJ' +
  'zTQNGlxBzmQoco-K'

const COMMON: ReadonlySet<string> = new Set(HEADS.match(new RegExp(`.{${DIGITS}}`, 'g')))

/** @param password in NFC; its case makes no difference */
export function isCommonPassword(password: string): boolean {
  return COMMON.has(createHash('sha256').update(password.toLowerCase()).digest('base64url').slice(0, DIGITS))
}
