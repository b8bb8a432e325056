/** What a profile is: attributes, facts, and one subject as seen on one day. Other rooms come in here. */
export * from './attributes.ts'
export * from './fact.ts'
export * from './profile.ts'
