/** Why a machine was refused, in words, and what whoever runs it does about it. */
interface Refusal {
  why: string
  next: string
}

const CLOCK = '校准机器的时钟（对时服务），断言和证明都现用现做。'
const REBUILD = '用本页的示例程序重做一份，对照着改。'
const OTHER_KEY = '检查用的是哪把私钥；换过密钥的，先在上面加新公钥。'
const AGAIN = '每次请求都换一个新的 jti，不要重发旧的。重发不是您的系统做的，请停用这把公钥。'

export const tokenRefusals = {
  title: '最近七天被拒',
  lead: '令牌申请和带令牌的请求，按原因合计。突然多起来，可能是程序改错了，也可能是有人冒用。',
  none: '最近七天没有被拒的请求。',
  all: '所有机构的系统，最近七天。没有写系统的，是报了不认识的编号。',
  columns: { client: '系统', why: '为什么', count: '次数', last: '最近一次', next: '怎么办' },
  nobody: '不认识的调用方',
  times: (n: number) => `${n} 次`,
  unknown: { why: '没有通过核对', next: '把代码和时间告诉平台。' },
  reasons: {
    grant_type: { why: '申请令牌的方式不对', next: 'grant_type 写 client_credentials。' },
    scope_not_granted: { why: '要了没有登记的权限', next: 'scope 只写登记过的，用单个空格隔开；或请同事另登记一个系统。' },
    client_mismatch: { why: 'client_id 和断言里的不是同一个', next: '两处写同一个客户端编号，或者不写 client_id。' },
    unknown_client: { why: '没有这个客户端编号', next: '核对编号（cli_ 开头），演示环境和正式环境的编号不通用。' },
    unknown_key: { why: '没有登记这把公钥', next: OTHER_KEY },
    client_closed: { why: '这个系统已经注销', next: '登记一个新的系统；不该再有请求的，请停掉旧程序。' },
    assertion_missing: { why: '没有带断言', next: 'client_assertion_type 和 client_assertion 都要写。' },
    assertion_unreadable: { why: '断言读不懂', next: REBUILD },
    assertion_algorithm: { why: '断言的签名算法不接受', next: '用 Ed25519、ES256 或 RS256。' },
    assertion_header: { why: '断言的头里有不该有的内容', next: '头里只写 alg、typ、kid。' },
    assertion_subject: { why: '断言里的 iss、sub 不是客户端编号', next: 'iss 和 sub 都写客户端编号。' },
    assertion_signature: { why: '断言的签名和登记的公钥对不上', next: OTHER_KEY },
    assertion_audience: { why: '断言是写给别处的', next: 'aud 写完整的令牌地址，以 /oauth/token 结尾。' },
    assertion_expired: { why: '断言已经过期', next: CLOCK },
    assertion_not_yet_valid: { why: '断言还没有生效', next: CLOCK },
    assertion_too_long_lived: { why: '断言的有效期太长', next: 'exp 最多写五分钟以后。' },
    assertion_jti_missing: { why: '断言没有 jti', next: 'jti 写一个随机的编号，每份断言一个。' },
    assertion_replayed: { why: '同一份断言用了两次', next: AGAIN },
    proof_missing: { why: '没有带 DPoP 证明', next: '每个请求的 DPoP 头里带一份证明。' },
    proof_unreadable: { why: 'DPoP 证明读不懂', next: REBUILD },
    proof_algorithm: { why: 'DPoP 证明的签名算法不接受', next: '用 Ed25519、ES256 或 RS256。' },
    proof_header: { why: 'DPoP 证明的头不对', next: 'typ 写 dpop+jwt，公钥写在 jwk 里，不写 kid。' },
    proof_key: { why: 'DPoP 证明里的公钥不能用', next: '公钥和 alg 要一致，不要带私钥部分。' },
    proof_signature: { why: 'DPoP 证明的签名对不上', next: REBUILD },
    proof_method: { why: 'DPoP 证明写的方法和请求不同', next: 'htm 写这次请求的方法，如 GET。' },
    proof_target: { why: 'DPoP 证明写的网址和请求不同', next: 'htu 写这次请求的网址，不带问号后面的部分。' },
    proof_stale: { why: 'DPoP 证明不是刚做的', next: CLOCK },
    proof_token: { why: 'DPoP 证明不是为这个令牌做的', next: 'ath 写这个令牌的散列，换了令牌就重做。' },
    proof_jti_missing: { why: 'DPoP 证明没有 jti', next: 'jti 写一个随机的编号，每份证明一个。' },
    proof_replayed: { why: '同一份 DPoP 证明用了两次', next: AGAIN },
    token_unreadable: { why: '令牌读不懂', next: '原样使用申请到的令牌，不要改动或截断。' },
    token_algorithm: { why: '令牌不是平台签的', next: '只用在本站申请到的令牌。' },
    token_type: { why: '拿来的不是令牌', next: '只用在本站申请到的令牌。' },
    token_unknown_key: { why: '令牌不是平台签的', next: '只用在本站申请到的令牌；演示环境和正式环境不通用。' },
    token_signature: { why: '令牌的签名不对', next: '原样使用申请到的令牌。内容不是您改的，请告诉平台。' },
    token_audience: { why: '令牌是给别处用的', next: '在本站重新申请一个。' },
    token_expired: { why: '令牌已经过期', next: '令牌十分钟有效，到期再申请一个。' },
    token_of_another_key: { why: '令牌和证明不是同一把密钥', next: '谁申请的令牌，就用谁的密钥做证明。不是您的系统，请停用这把公钥。' },
  } as Readonly<Record<string, Refusal>>,
}
