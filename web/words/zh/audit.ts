import { consents } from './consent/held.ts'

/** The auditor's view of the disclosure log: opaque numbers, no names and no data. */
export const audit = {
  nav: [
    { href: '/audit', label: '记录' },
    { href: '/audit/checkpoints', label: '检查点' },
    { href: '/audit/break-glass', label: '依法查看' },
  ],
  wrong: '这一页给审计员用。',
  title: '披露记录',
  lead: '每授权、查看、拒绝、撤回一次，都有一行，只增加，不能改。只有编号，没有姓名和数据。',
  emptyText: '还没有记录。',
  filteredText: '换一个条件，或清除条件再看。',
  filter: { title: '筛选', kind: '种类', all: '全部', consent: '授权编号', lender: '机构编号', apply: '筛选', clear: '清除条件' },
  columns: { index: '编号', at: '时间', kind: '种类', consent: '授权', who: '谁', fields: '数据项', why: '为什么', request: '请求编号', seal: '封存' },
  fieldCount: (n: number) => `${n} 项`,
  none: '无',
  readNo: (n: number) => `第 ${n} 次`,
  lender: (no: string) => `机构 ${no}`,
  actor: (no: string) => `经办 ${no}`,
  subject: (no: string) => `主体 ${no}`,
  sealed: consents.proof.sealed,
  sealing: consents.proof.sealing,
  proof: '凭证',
  downloads: '带走核对',
  dump: '下载全部记录（审计导出）',
  dumpNote: '一个文件，里面有全部记录、检查点和授权单，没有个人信息。下载后用「怎么核对」里的命令，在另一台电脑上核对。',
  newest: '下载最新检查点',
  how: '怎么核对',
  checkpoints: {
    title: '检查点',
    lead: '平台每隔一两秒给记录签一次名。请定期另存一个检查点：以后谁改过旧记录，一比就知道。',
    emptyText: '还没有签过检查点。',
    lag: '最早没封存的等了',
    lagText: (text: string) => (text === '' ? '不详' : text.replace(/^sealLag\s*/, '').replace(/\bs\b/, '秒')),
    tiles: '每天核对一遍',
    tilesText: (text: string) =>
      text
        .replace(/^$/, '不详')
        .replace(/^not yet compared$/, '还没有核对过')
        .replace(/^(\d+) entries and their tiles as sealed, .*$/, '$1 条和哈希块都与封存时一致')
        .replace(/^damaged: (.*); .*$/, '与封存时不一致：$1')
        .replace(/：root\b/, '：总指纹')
        .replace(/log_index (-?\d+) without a leaf/g, '编号 $1 没有封存')
        .replace(/ and (\d+) or more$/, ' 等，还有 $1 处以上')
        .replace(/ and (\d+)$/, ' 等，还有 $1 处'),
    size: '条数',
    root: '总指纹（前 12 位）',
    at: '签名时间',
    signers: '谁签的',
    platform: '平台',
    quorum: (n: number) => `要 ${n} 位见证人`,
    noQuorum: '不要求见证人',
    met: '见证人够数',
    short: '见证人不够',
    note: '原文',
    keys: '签名的钥匙',
    keysLead: '每换一次钥匙多一行。请另外记下：记录自己报的钥匙，不能证明自己。',
    from: '从第几条起',
    since: '启用时间',
    current: '现在用',
    former: '用过',
    vkey: '公钥',
    witness: '见证人',
    witnesses: '见证人的公钥',
    noWitnesses: '没有请见证人。',
    origin: '记录的名字',
  },
  breakGlass: {
    title: '依法查看',
    lead: '没有授权、依法律规定的查看：要两个人，要文书，只开三十分钟，只看规定的几项，主体会知道。',
    emptyText: '没有发生过。',
    no: '编号',
    basis: '依据',
    document: '文书',
    fields: '开放的数据项',
    by: '谁申请、谁批准',
    status: '状态',
    reads: '看了几次',
    at: '申请时间',
    waiting: '等批准',
    statuses: { requested: '等批准', approved: '已批准', denied: '没有批准' },
    until: (at: string) => `开到 ${at}`,
  },
}
