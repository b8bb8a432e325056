/** The audit of consents: a door of its own, because all behind it must load in a browser that has nothing else. */
export * from './verify.ts'
export * from './wording.ts'
