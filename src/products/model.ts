/** What a loan product is: who it is for, and on which terms. Other rooms come in here. */
export * from './criteria.ts'
export * from './lpr.ts'
export * from './quote.ts'
export * from './terms.ts'
export * from './value-words.ts'
export * from './wording.ts'
