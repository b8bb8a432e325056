/** What a profile is: attributes, facts, and one subject as seen on one day. Other rooms come in here. */
export * from './attributes.ts'
export * from './fact.ts'
export { mergeProfile, profileBytes } from './merge.ts'
export * from './profile.ts'
export * from './projection.ts'
export type { Licence, Penalty } from './publicity.ts'
export { profileView } from './view.ts'
