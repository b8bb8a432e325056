/**
 * What becomes of each table that speaks of one subject when a natural person has its data erased. Every table with a
 * `subject_id` stands in one of the two lists (a test reads the schema), so that a new one is decided on and not forgotten.
 */

/** Stays, and why: what must remain to show that everything was lawful (art. 55, 56: three years), and holds nothing of the person. */
export const KEPT_TABLES: Readonly<Record<string, string>> = {
  subject_keys: 'the tombstone: the key itself is destroyed',
  access_log: 'append-only; its leaves know the subject by a pseudonym that leads nowhere any more',
  consents: 'what was agreed to: opaque references and hashes; free words are taken out',
  consent_requests: 'what was asked and answered, likewise',
  deletion_duties: 'what lenders still owe: their attestations',
  erasures: 'that it was done',
  users: 'the account can still see what lenders attest; its name is taken out',
  grantors: 'in what capacity somebody acted: hashes of papers',
  break_glass: 'who looked without a consent: the subject and the bureau must be able to see it',
}

/** Goes: rows about the subject are deleted. */
export const ERASED_TABLES = [
  ...(['records', 'subject_aliases', 'quality_findings', 'feed_runs'] as const),
  ...(['screen_rows', 'screen_dues', 'screen_entries', 'openings', 'opening_notices', 'proofs', 'match_runs', 'outcomes'] as const),
  ...(['shown_items', 'recalls', 'lender_queue', 'guarantors', 'applications', 'precheck_answers'] as const),
] as const

/** The words that confirm; typed in full, so that no slip of a finger erases a life's records. */
export const ERASURE_WORDS = '删除我的数据'
