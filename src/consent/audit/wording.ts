/** What an audit found, in words: for the terminal in both languages, for the public page in Chinese. */
import type { AuditReport, AuditVerdict, Caveat, Finding, Flaw } from '../../log/audit/model.ts'

export interface Wording {
  zh: string
  en: string
}

export const VERDICT_WORDS: Readonly<Record<AuditVerdict, Wording>> = {
  lawful: { zh: '核对通过：没有发现问题。', en: 'It holds: nothing was found wrong.' },
  proof: { zh: '证明不成立：记录被改过、缺了，或签名不对。', en: 'The proof is invalid: something was altered, is missing or is not signed as it says.' },
  unlawful: { zh: '记录是真的，但其中有一次查看不合授权。', en: 'The record is genuine and shows a read that was not allowed.' },
  policy: { zh: '内容对得上，但没有达到要求的条件。', en: 'All holds, but not as well as you asked for.' },
  malformed: {
    zh: '没有结论：文件读不懂，或还缺核对要用的东西。',
    en: 'No verdict: the file cannot be read, or what is needed to judge it is missing.',
  },
}

/** Each one sentence; `{about}` is the consent, key, field, number or line that it is about. */
export const FLAW_WORDS: Readonly<Record<Flaw, Wording>> = {
  empty: { zh: '文件是空的。', en: 'The file is empty.' },
  unknown_kind: {
    zh: '这不是凭证、检查点或审计导出文件：请用下载时的原文件。',
    en: 'This is no receipt, checkpoint or audit dump: give the file as it was downloaded.',
  },
  alone: {
    zh: '这份文件要和别的一起核对：一致性证明配两个检查点，收到的答复配审计导出文件。',
    en: 'This says nothing by itself: a consistency proof goes with two checkpoints, answers go with an audit dump.',
  },
  not_utf8: { zh: '文件不是 UTF-8 文本，可能损坏了。', en: 'It is not UTF-8 text.' },
  too_large: { zh: '文件或其中一行（{about}）太长。', en: 'The file or a line of it ({about}) is too long.' },
  truncated: { zh: '文件不完整（第 {about} 行），请重新下载。', en: 'The file breaks off (line {about}); download it again.' },
  line: { zh: '第 {about} 行不合格式。', en: 'Line {about} is none of the format.' },
  key: { zh: '给出的钥匙 {about} 不是一把公钥。', en: '{about} is no verifier key.' },
  order: { zh: '这里放错了位置，或多出一份：{about}。', en: 'Out of order, or there twice: {about}.' },
  after_end: { zh: '结束标记之后还有内容（第 {about} 行）。', en: 'There is more behind the end (line {about}).' },
  artefact_shape: { zh: '第 {about} 行的授权书不合格式。', en: 'The consent in line {about} is not of the form xyd-consent/1.' },
  receipt_shape: { zh: '这不是一份完整的授权回执，请重新下载。', en: 'This is no complete receipt of a consent; download it again.' },
  receipt_unsigned: {
    zh: '授权回执 {about} 上没有平台的签名：谁都可以写出这样一份文字，什么也证明不了。请重新下载带签名的回执。',
    en: 'The receipt of {about} bears no signature by the platform: anybody could have written it, and it proves nothing. Download it again with `sig.platform`.',
  },
  answer_shape: { zh: '收到的答复第 {about} 行不合格式，或没有 X-Request-Id。', en: 'Line {about} of the answers is malformed or lacks X-Request-Id.' },
  note: { zh: '检查点不合格式。', en: 'The checkpoint is malformed.' },
  proof_file: { zh: '证明文件不合格式（{about}）。', en: 'The proof file is malformed ({about}).' },
  consistency_missing: {
    zh: '两个检查点的签名都对，但单凭它们不能说后一个是接着前一个写的：请再放入一致性证明（/log/proof/consistency，两个大小是 {about}），或审计导出文件。',
    en: 'Both are signed as they should be, but nothing shows that the later goes on from the earlier (sizes {about}): give /log/proof/consistency (--consistency), tiles (--tiles) or the dump.',
  },
  tiles: { zh: '缺少哈希瓦片 {about}，或它的长度和名字不符。', en: 'Tile {about} is missing, or not as long as its name says.' },
  origin: { zh: '检查点属于另一本记录（{about}）。', en: 'The checkpoint is of another log ({about}).' },
  unknown_key: { zh: '检查点没有用您信任的钥匙签名。', en: 'The checkpoint bears no signature by a key you trust.' },
  checkpoint_signature: { zh: '检查点的签名不对。', en: 'A signature on the checkpoint is false.' },
  checkpoint_size: {
    zh: '检查点写的条数和它前面的记录数（{about}）对不上：多出了记录，或检查点放错了地方。',
    en: 'A checkpoint speaks of another size than there are leaves before it ({about}): there is one too many, or the checkpoint is out of place.',
  },
  checkpoint_missing: { zh: '最后这些记录没有签过名的检查点。', en: 'No signed checkpoint covers the last leaves.' },
  root: {
    zh: '这几条记录算出的总指纹和签过名的对不上（{about} 条处）：其中有记录被改过。记录、指纹和瓦片若改得一致，单凭这份文件只能说到这一段；加上留下的凭证、瓦片或以前的导出文件，就能指到是哪一条。',
    en: 'The root of the leaves is not the one that was signed at size {about}: one of these was altered, and its hash and tile with it. From this file alone no more can be known; a receipt or an earlier dump (--with) or tiles (--tiles) given along name the one.',
  },
  leaf_altered: { zh: '这条记录被改过：和当初封存的指纹不一样。', en: 'This leaf was altered: its hash is not the one that was sealed.' },
  hash_altered: { zh: '这条记录存着的指纹被改过；记录本身没有变。', en: 'The hash stored beside this leaf was altered; the leaf is the one that was sealed.' },
  tile_altered: {
    zh: '这条记录在哈希瓦片里的指纹被改过；记录本身没有变。',
    en: 'The hash of this leaf in its tile was altered; the leaf is the one that was sealed.',
  },
  leaf_missing: { zh: '这条记录不见了。', en: 'This leaf is missing.' },
  leaf_shape: { zh: '这条记录不合格式。', en: 'This leaf is not what a leaf is.' },
  leaf_not_canonical: { zh: '这条记录的写法不是规范写法，被动过。', en: 'This leaf is not canonical JSON.' },
  inclusion: { zh: '这条记录不在检查点所说的记录里。', en: 'The leaf does not stand in the tree of the checkpoint ({about}).' },
  consistency: { zh: '后一个检查点的记录不是接着前一个写的：旧的记录被改过。', en: 'The later tree does not begin with the earlier one ({about}).' },
  split_view: {
    zh: '同样大小却有两个不同的总指纹：平台给不同的人看了不同的记录。',
    en: 'Two different trees of one size were signed: not everybody was shown the same log.',
  },
  held_checkpoint: {
    zh: '和您以前留下的检查点（{about} 条）对不上：旧的记录被重写过。',
    en: 'It contradicts the checkpoint you kept (size {about}): history was rewritten.',
  },
  held_leaf: { zh: '和您手里的凭证或以前的导出文件对不上：这条记录被换过。', en: 'It contradicts the receipt or the dump you kept: this leaf was replaced.' },
  held_tile: {
    zh: '和您留下的哈希瓦片对不上：这条记录被换过，或者瓦片不是这本记录的。',
    en: 'It contradicts the tile you kept: this leaf was replaced, or the tile is of another log.',
  },
  answer_missing: {
    zh: '您收到的答复（{about}）在记录里找不到：有一次查看没有记下来，或被藏起来了。',
    en: 'The answer {about} that you were given has no entry here: a read was not written down, or is withheld.',
  },
  answer_differs: { zh: '这条记录和您收到的答复（{about}）不一样。', en: 'The entry says something else than the answer {about} that you were given.' },
  receipt_differs: {
    zh: '回执上写的和签过名的授权书、封存的记录不一样（{about}）。',
    en: 'The receipt says something else than the signed consent and the sealed entries ({about}).',
  },
  artefact_hash: { zh: '授权书 {about} 的内容和它的指纹对不上。', en: 'The consent {about} is not what its hash says.' },
  artefact_missing: {
    zh: '找不到记录里所说的授权书 {about}，或它被换过。',
    en: 'The consent {about} that the leaf names by its hash is not there, or was replaced.',
  },
  artefact_signature: { zh: '授权书 {about} 上平台的签名不对。', en: 'The platform’s signature on the consent {about} is false.' },
  unknown_consent: { zh: '查看时没有授权 {about}。', en: 'A read without a consent: {about} was never given.' },
  illegal_step: { zh: '授权 {about} 的这一步不合规定的顺序。', en: 'The consent {about} could not take this step from where it was.' },
  not_granted: { zh: '查看时授权还没有生效（{about}）。', en: 'A read before the consent was granted ({about}).' },
  paused: { zh: '授权 {about} 暂停期间被查看。', en: 'A read while the consent {about} was paused.' },
  ended: { zh: '授权结束之后仍被查看（{about}）。', en: 'A read after the consent had ended ({about}).' },
  not_yet_valid: { zh: '授权 {about} 的有效期还没开始就被查看。', en: 'A read before the validity of {about} began.' },
  no_longer_valid: { zh: '授权 {about} 到期之后仍被查看。', en: 'A read after the validity of {about} had ended.' },
  field: { zh: '看了没有授权的数据（{about}）。', en: 'A field was read that was not granted ({about}).' },
  reads_total: { zh: '查看次数超过授权（{about}）。', en: 'One read more than was granted ({about}).' },
  reads_window: { zh: '一段时间内的查看次数超过授权（{about}）。', en: 'One read more than was granted for the period ({about}).' },
  read_number: { zh: '查看的编号不连续，可能有一次没有记录（{about}）。', en: 'The number of the read is not the next one: a read may be missing ({about}).' },
  wrong_reader: { zh: '查看的不是获得授权的机构（{about}）。', en: 'Read by somebody other than the consent’s lender ({about}).' },
  wrong_subject: { zh: '查看的不是给出授权的主体（{about}）。', en: 'A read of another subject than the consent’s ({about}).' },
  wrong_purpose: { zh: '查看的用途和授权不同（{about}）。', en: 'Read for another purpose than was granted ({about}).' },
  other_artefact: { zh: '记录指向另一份授权书（{about}）。', en: 'The leaf names another artefact than the consent runs under ({about}).' },
  second_person: { zh: '依法调阅 {about} 由申请人自己批准。', en: 'The look by statute {about} was approved by the very person who asked.' },
  window_closed: { zh: '依法调阅 {about} 超过了批准后的三十分钟。', en: 'A look by statute after the thirty minutes of its approval ({about}).' },
  quorum: { zh: '见证人的签名不够：有的和该有的是 {about}。', en: 'Too few witnesses signed ({about}).' },
  required_key: { zh: '最新的检查点没有用您要求的钥匙 {about} 签名。', en: 'The newest checkpoint is not signed by the key {about}.' },
  too_old: { zh: '最新的检查点太旧，或没有可信的时间（{about}）。', en: 'The newest checkpoint is too old, or nobody says when it was made ({about}).' },
  unsigned_artefact: { zh: '有 {about} 份授权书没有平台签名。', en: '{about} consents bear no signature by the platform.' },
}

export const CAVEAT_WORDS: Readonly<Record<Caveat, Wording>> = {
  keys_from_file: {
    zh: '公钥取自文件本身：请和您另外得到的公钥比对。',
    en: 'The keys are those the file brings along: compare them with the ones you hold (--vkey, --keys).',
  },
  nothing_held: {
    zh: '没有和以前留下的检查点或凭证比对：掌握平台钥匙的人若整本重写，只有留下的才能发现。',
    en: 'Nothing kept from earlier was held against it (--held): a history rewritten whole with the log’s own key shows only that way.',
  },
  artefacts_unsigned: { zh: '有的授权书没有平台签名，只核对了指纹。', en: 'Some consents bear no platform signature; only their hashes were checked.' },
  leaves_as_hashes: {
    zh: '别家的记录只有指纹，没有判断其内容。',
    en: 'Leaves of others are hashes alone: they were counted into the tree and not judged.',
  },
  no_witness: { zh: '没有见证人的签名。', en: 'No witness signed.' },
  consent_not_judged: {
    zh: '凭证证明这次查看记在记录里；查看是否合授权，要用审计导出文件核对。',
    en: 'A receipt shows that this was written down; whether it was allowed takes the audit dump.',
  },
  others_unused: {
    zh: '一起放入的文件里，有的和这一份没有关系，没有核对。',
    en: 'Of the files given along some have nothing to do with this one and were not looked at.',
  },
  leaves_not_proven: {
    zh: '回执里的每一步是否都在记录里，还没有证明：请把各步的记录凭证一起放入。',
    en: 'That each step of the receipt stands in the log is not shown: give their own receipts (tlog-proof) along.',
  },
  subject_signature: { zh: '没有核对您自己的通行密钥签名。', en: 'The subject’s own passkey signature was not checked.' },
  told_unsigned: {
    zh: '状态、已看次数、各项时间和经过是平台写给您看的，不在授权书的签名之内；要作准，请核对各步的记录凭证。',
    en: 'Status, reads used, the times told and the life are the platform’s word beside the signed consent; no signature here vouches for them.',
  },
  answers_too_new: {
    zh: '有的答复太新，导出文件里还没有比它晚 5 秒以上的记录，请用更新的导出文件再核对。',
    en: 'Some answers are too new: nothing the dump shows was written more than 5 s after them. Hold them against a later one.',
  },
  nothing_answered: {
    zh: '藏在指纹里的自家记录，只有拿收到的答复来比才能发现。',
    en: 'An entry of your own that is withheld as a hash shows only against the answers you were given (--with answers.jsonl).',
  },
  proof_says_no_more: {
    zh: '证明里没有数值、级别和来源，也不是贷款的承诺。',
    en: 'The proof gives no value, category or source, and is no promise of a loan.',
  },
  proof_not_asked: {
    zh: '没有联网问平台现在是否还为它作保；要知道，请在「核对证明」里查。',
    en: 'Whether the platform still stands by it was not asked: POST /api/v1/proofs/verify.',
  },
  consistency_by_tiles: { zh: '一致性按给出的哈希瓦片算出。', en: 'Consistency was worked out from the tiles.' },
}

/** What was gone through, in the order in which it is told; nothing is said of what there was none of. */
export const COUNT_WORDS: Readonly<Record<string, Wording>> = {
  leaves: { zh: '记录条数', en: 'leaves' },
  withheld: { zh: '其中只有指纹', en: 'of them as hashes alone' },
  checkpoints: { zh: '检查点', en: 'checkpoints' },
  tiled: { zh: '比过文件里的瓦片', en: 'held against tiles in the file' },
  keptTiled: { zh: '比过您留下的瓦片', en: 'held against tiles you kept' },
  held: { zh: '以前留下的', en: 'kept from earlier' },
  artefacts: { zh: '授权书', en: 'signed consents' },
  unsigned: { zh: '其中没有签名的', en: 'of them unsigned' },
  consents: { zh: '授权', en: 'consents' },
  steps: { zh: '授权的变动', en: 'steps of consents' },
  proven: { zh: '有凭证的步骤', en: 'steps with a receipt' },
  reads: { zh: '查看次数', en: 'reads' },
  denied: { zh: '被拒绝的查看', en: 'reads refused' },
  unlawful: { zh: '不合授权的查看', en: 'unlawful reads' },
  breakGlass: { zh: '依法调阅', en: 'looks by statute' },
  answers: { zh: '收到的答复', en: 'answers you were given' },
  answersFound: { zh: '其中找到记录的', en: 'of them found' },
  answersTooNew: { zh: '其中太新的', en: 'of them too new' },
  hashes: { zh: '证明里的指纹', en: 'hashes in the proof' },
}

export function sentenceOf({ why, index, through, about }: Finding): Wording {
  const { zh, en } = FLAW_WORDS[why]
  const place = index === null ? null : through === undefined ? String(index) : `${index}\u2013${through}`
  const fill = (text: string) => text.replace('{about}', about ?? '?')
  return {
    zh: `${place === null ? '' : `第 ${place} 号记录：`}${fill(zh)}`,
    en: `${place === null ? '' : `leaf ${place}: `}${fill(en)}`,
  }
}

function everyRead(reads: number): Wording {
  return { zh: `写明的 ${reads} 次查看，每一次都在授权之内。`, en: `Each of the ${reads} reads written out lay within its consent.` }
}

/** A verdict for the terminal, each a line: first what it is, then what was found, what was checked, what was not. */
export function reportLines({ verdict, findings, caveats, counts, period, head, leaf, statement }: AuditReport): string[] {
  const both = ({ zh, en }: Wording) => `${zh} ${en}`
  const counted = Object.entries(COUNT_WORDS).flatMap(([name, { zh, en }]) => (counts[name] ? [`${zh} ${en} ${counts[name]}`] : []))
  return [
    both(VERDICT_WORDS[verdict]),
    ...(verdict === 'lawful' && counts.reads ? [both(everyRead(counts.reads))] : []),
    ...findings.map((finding) => `${finding.why}: ${both(sentenceOf(finding))}`),
    ...(leaf ? [`第 ${leaf.index} 号记录 leaf ${leaf.index}: ${JSON.stringify(leaf.entry)}`] : []),
    ...(statement?.facts ?? []).map(([name, detail]) => `${name}: ${detail}`),
    ...(head ? [`检查点 checkpoint: ${head.origin} size ${head.size} root ${head.rootHex} keys ${head.keyIds.join(' ')}`] : []),
    ...(head && head.witnesses.length > 0 ? [`见证 witnesses: ${head.witnesses.join(' ')}`] : []),
    ...(period ? [`记录的时间 entries from: ${period.from} – ${period.to}`] : []),
    ...(counted.length > 0 ? [`核对了 checked: ${counted.join('，')}`] : []),
    ...caveats.map((caveat) => `注意 note: ${both(CAVEAT_WORDS[caveat])}`),
  ]
}
