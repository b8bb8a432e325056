import { invalidField } from './fault.ts'

/** What a file without a byte hashes to (FIPS 180-4): the mark of an upload that went wrong, or of no paper at all. */
const SHA256_OF_NOTHING = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
/** What a program sends that never worked a hash out. */
const NO_HASH = '0'.repeat(64)

/**
 * A paper is named by its hash alone, so a hash of nothing would pass as a paper.
 * @param papers by JSON pointer: SHA-256, lower-case hex, of each
 * @throws Fault invalid `empty_evidence`
 */
export function checkEvidence(papers: Readonly<Record<string, string | undefined>>): void {
  for (const [pointer, sha256] of Object.entries(papers)) {
    if (sha256 === SHA256_OF_NOTHING)
      throw invalidField(pointer, 'empty_evidence', '这份凭证是空文件，请重新拍摄或录音后再提交。 The evidence is an empty file; record it again.')
    if (sha256 === NO_HASH)
      throw invalidField(pointer, 'empty_evidence', '这不是任何文件的哈希（全是 0），请重新选取凭证后再提交。 All zeros is no file’s hash; hash the evidence.')
  }
}
