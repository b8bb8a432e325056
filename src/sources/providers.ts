/** The outside systems records come from, by the name on the source line. */
export const PROVIDERS: Readonly<Record<string, { zh: string; en: string }>> = {
  samr: { zh: '国家企业信用信息公示系统', en: 'National Enterprise Credit Publicity System' },
  'gz-credit': { zh: '市公共信用信息管理系统', en: 'Guangzhou public-credit system' },
  'gz-tax': { zh: '市税务局', en: 'Guangzhou tax authority' },
  'gz-ecology': { zh: '市生态环境局', en: 'Guangzhou ecology bureau' },
  'gz-hrss': { zh: '市人力资源和社会保障局', en: 'Guangzhou labour bureau' },
  'gz-customs': { zh: '海关', en: 'Customs' },
  suitan: { zh: '穗碳', en: 'Suitan carbon account' },
  nongrongtong: { zh: '农融通', en: 'Nongrongtong' },
}

export function providerName(source: string): string {
  return PROVIDERS[source]?.zh ?? source
}
