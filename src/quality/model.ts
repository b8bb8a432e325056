/** What a rule is, what it finds and how a day is scored. Other rooms come in here. */
export * from './clock.ts'
export { type CheckedRecord, type Dossier, type DossierInput, dossierOf, type KnownRecord } from './dossier.ts'
export * from './rule.ts'
export { findingAddress, findingsOf, RULES, ruleOf } from './rules.ts'
export { type DayCounts, type Score, scoreOf } from './score.ts'
