/** What the demo city lives on: GB/T 4754-2017 classes with the weight, size and licences such firms tend to have. */
export interface Trade {
  code: string
  weight: number
  /** What its firms call themselves behind the shop name. */
  words: readonly string[]
  /** Typical staff, and yearly revenue for each of them in 万元. */
  staff: number
  revenuePerHeadWan: number
  /** Districts where the trade clusters: how many times likelier than elsewhere. */
  clusters?: Readonly<Record<string, number>>
  licence?: LicenceName
  /** Share that is registered with customs. */
  exports?: number
  /** Benchmark of carbon intensity, tCO2 per 万元 of revenue; absent where no report is asked for. Invented. */
  benchmark?: number
}

export type LicenceName = keyof typeof LICENCES

/** Certificate → the kind of office that grants it and what it says. */
export const LICENCES = {
  食品经营许可证: { office: '市场监督管理局', content: '预包装食品销售；热食类食品制售', category: '普通', years: 5 },
  食品生产许可证: { office: '市场监督管理局', content: '糕点、速冻食品生产', category: '普通', years: 5 },
  化妆品生产许可证: { office: '市场监督管理局', content: '一般液态单元；膏霜乳液单元', category: '普通', years: 5 },
  道路运输经营许可证: { office: '交通运输局', content: '道路普通货物运输', category: '普通', years: 4 },
  建筑业企业资质证书: { office: '住房和建设局', content: '建筑装修装饰工程专业承包二级', category: '认可', years: 5 },
  排污许可证: { office: '生态环境分局', content: '废水、废气排放', category: '普通', years: 5 },
  印刷经营许可证: { office: '新闻出版局', content: '包装装潢印刷品、其他印刷品印刷', category: '普通', years: 4 },
  公共场所卫生许可证: { office: '卫生健康局', content: '理发店、美容店', category: '普通', years: 4 },
  人力资源服务许可证: { office: '人力资源和社会保障局', content: '职业中介活动', category: '普通', years: 5 },
  办学许可证: { office: '人力资源和社会保障局', content: '职业技能培训', category: '普通', years: 3 },
  动物防疫条件合格证: { office: '农业农村局', content: '畜禽养殖', category: '核准', years: 5 },
  种子生产经营许可证: { office: '农业农村局', content: '花卉、蔬菜种苗', category: '普通', years: 5 },
  城镇污水排入排水管网许可证: { office: '水务局', content: '准予排入城镇排水管网', category: '普通', years: 5 },
  公众聚集场所消防安全检查: { office: '消防救援大队', content: '投入使用、营业前消防安全检查合格', category: '核准', years: 0 },
} as const

const TIANHE = '440106'
const BAIYUN = '440111'
const HUANGPU = '440112'
const PANYU = '440113'
const HUADU = '440114'
const NANSHA = '440115'
const CONGHUA = '440117'
const ZENGCHENG = '440118'

// biome-ignore format: a table reads by the row
export const FIRM_TRADES: readonly Trade[] = [
  { code: 'F5132', weight: 7, words: ['服装', '服饰贸易'], staff: 8, revenuePerHeadWan: 75, clusters: { 440105: 3, [BAIYUN]: 2 }, exports: 0.1 },
  { code: 'F5131', weight: 3, words: ['纺织品', '布业'], staff: 8, revenuePerHeadWan: 85, clusters: { 440105: 5 }, exports: 0.1 },
  { code: 'F5134', weight: 4, words: ['化妆品贸易', '日化'], staff: 9, revenuePerHeadWan: 80, clusters: { [BAIYUN]: 4 }, exports: 0.1 },
  { code: 'F5165', weight: 4, words: ['建材', '装饰材料'], staff: 7, revenuePerHeadWan: 95 },
  { code: 'F5164', weight: 2, words: ['钢材贸易', '金属材料'], staff: 8, revenuePerHeadWan: 260, clusters: { 440103: 2, [HUANGPU]: 2 } },
  { code: 'F5176', weight: 4, words: ['电子科技', '电脑'], staff: 7, revenuePerHeadWan: 90, clusters: { [TIANHE]: 3 } },
  { code: 'F5179', weight: 3, words: ['机电设备', '设备贸易'], staff: 8, revenuePerHeadWan: 95, exports: 0.12 },
  { code: 'F5123', weight: 2, words: ['果蔬配送', '农产品'], staff: 9, revenuePerHeadWan: 110, clusters: { [BAIYUN]: 3 }, licence: '食品经营许可证' },
  { code: 'F5199', weight: 5, words: ['商贸', '贸易', '进出口'], staff: 6, revenuePerHeadWan: 80, exports: 0.12 },
  { code: 'F5212', weight: 2, words: ['便利店连锁', '超市'], staff: 14, revenuePerHeadWan: 45, licence: '食品经营许可证' },
  { code: 'F5232', weight: 2, words: ['服装店连锁', '时装'], staff: 7, revenuePerHeadWan: 40 },
  { code: 'F5292', weight: 4, words: ['电子商务', '网络科技'], staff: 9, revenuePerHeadWan: 70, clusters: { [BAIYUN]: 2, [PANYU]: 2 } },
  { code: 'I6513', weight: 8, words: ['软件', '信息科技', '智能科技'], staff: 16, revenuePerHeadWan: 32, clusters: { [TIANHE]: 5, [HUANGPU]: 3 } },
  { code: 'I6531', weight: 3, words: ['系统集成', '数据科技'], staff: 18, revenuePerHeadWan: 42, clusters: { [TIANHE]: 4, [HUANGPU]: 2 } },
  { code: 'L7259', weight: 3, words: ['广告', '文化传播'], staff: 7, revenuePerHeadWan: 35, clusters: { [TIANHE]: 2, 440104: 2 } },
  { code: 'L7249', weight: 4, words: ['企业管理咨询', '商务咨询'], staff: 5, revenuePerHeadWan: 28, clusters: { [TIANHE]: 3, 440104: 2 } },
  { code: 'L7262', weight: 1, words: ['人力资源'], staff: 14, revenuePerHeadWan: 60, licence: '人力资源服务许可证' },
  { code: 'M7320', weight: 2, words: ['新材料科技', '技术研究'], staff: 14, revenuePerHeadWan: 35, clusters: { [HUANGPU]: 5 } },
  { code: 'M7491', weight: 1, words: ['工业设计'], staff: 8, revenuePerHeadWan: 30 },
  { code: 'C3399', weight: 3, words: ['精密五金', '五金制品'], staff: 34, revenuePerHeadWan: 32, clusters: { [PANYU]: 5, [HUADU]: 3, [BAIYUN]: 2 }, licence: '排污许可证', exports: 0.15, benchmark: 0.15 },
  { code: 'C3311', weight: 1, words: ['钢结构', '金属结构'], staff: 36, revenuePerHeadWan: 45, clusters: { [PANYU]: 3, [NANSHA]: 3 }, licence: '排污许可证', benchmark: 0.18 },
  { code: 'C3360', weight: 1, words: ['表面处理', '热处理'], staff: 28, revenuePerHeadWan: 30, clusters: { [ZENGCHENG]: 3, [PANYU]: 2 }, licence: '排污许可证', benchmark: 0.32 },
  { code: 'C3525', weight: 1, words: ['模具'], staff: 26, revenuePerHeadWan: 34, clusters: { [PANYU]: 3, [HUANGPU]: 2 }, exports: 0.12, benchmark: 0.14 },
  { code: 'C1819', weight: 4, words: ['制衣', '服装制造'], staff: 38, revenuePerHeadWan: 22, clusters: { 440105: 4, [ZENGCHENG]: 6, [PANYU]: 2 }, exports: 0.18, benchmark: 0.1 },
  { code: 'C1830', weight: 1, words: ['服饰'], staff: 20, revenuePerHeadWan: 24, exports: 0.12, benchmark: 0.09 },
  { code: 'C2682', weight: 3, words: ['生物科技', '化妆品'], staff: 30, revenuePerHeadWan: 38, clusters: { [BAIYUN]: 10, [HUADU]: 3 }, licence: '化妆品生产许可证', exports: 0.14, benchmark: 0.08 },
  { code: 'C1922', weight: 3, words: ['皮具', '箱包', '皮革制品'], staff: 26, revenuePerHeadWan: 24, clusters: { [HUADU]: 25, [BAIYUN]: 3 }, exports: 0.25, benchmark: 0.07 },
  { code: 'C1952', weight: 1, words: ['鞋业'], staff: 30, revenuePerHeadWan: 23, clusters: { [BAIYUN]: 4 }, exports: 0.2, benchmark: 0.08 },
  { code: 'C2929', weight: 2, words: ['塑料制品', '塑胶'], staff: 26, revenuePerHeadWan: 36, clusters: { [ZENGCHENG]: 2, [HUADU]: 2 }, licence: '排污许可证', exports: 0.12, benchmark: 0.24 },
  { code: 'C3670', weight: 2, words: ['汽车配件', '汽车零部件'], staff: 48, revenuePerHeadWan: 52, clusters: { [HUADU]: 6, [NANSHA]: 5, [ZENGCHENG]: 5 }, licence: '排污许可证', exports: 0.15, benchmark: 0.13 },
  { code: 'C2110', weight: 1, words: ['家具'], staff: 28, revenuePerHeadWan: 28, clusters: { [BAIYUN]: 2, [ZENGCHENG]: 2 }, exports: 0.15, benchmark: 0.1 },
  { code: 'C2319', weight: 1, words: ['包装印刷', '彩印包装'], staff: 26, revenuePerHeadWan: 33, clusters: { [BAIYUN]: 3 }, licence: '印刷经营许可证', benchmark: 0.16 },
  { code: 'C1411', weight: 1, words: ['食品', '烘焙食品'], staff: 28, revenuePerHeadWan: 28, licence: '食品生产许可证', benchmark: 0.17 },
  { code: 'C3872', weight: 1, words: ['照明', '灯饰'], staff: 28, revenuePerHeadWan: 35, clusters: { [BAIYUN]: 3, [HUADU]: 2 }, exports: 0.22, benchmark: 0.09 },
  { code: 'C3989', weight: 1, words: ['电子', '电子元件'], staff: 36, revenuePerHeadWan: 42, clusters: { [HUANGPU]: 4, [ZENGCHENG]: 2 }, exports: 0.2, benchmark: 0.12 },
  { code: 'G5431', weight: 4, words: ['物流', '运输'], staff: 18, revenuePerHeadWan: 48, clusters: { [BAIYUN]: 4, [HUANGPU]: 2, [NANSHA]: 2 }, licence: '道路运输经营许可证', benchmark: 0.42 },
  { code: 'G5829', weight: 2, words: ['国际货运代理', '供应链'], staff: 10, revenuePerHeadWan: 120, clusters: { [NANSHA]: 4, [HUANGPU]: 2, [TIANHE]: 2 }, exports: 0.2 },
  { code: 'G5990', weight: 1, words: ['仓储'], staff: 14, revenuePerHeadWan: 45, clusters: { [NANSHA]: 4, [HUANGPU]: 3 }, benchmark: 0.2 },
  { code: 'H6210', weight: 4, words: ['餐饮管理', '餐饮服务', '酒楼'], staff: 20, revenuePerHeadWan: 16, licence: '食品经营许可证', benchmark: 0.12 },
  { code: 'H6220', weight: 2, words: ['快餐', '团餐配送'], staff: 13, revenuePerHeadWan: 20, licence: '食品经营许可证', benchmark: 0.13 },
  { code: 'E5011', weight: 3, words: ['装饰工程', '建筑装饰'], staff: 14, revenuePerHeadWan: 62, licence: '建筑业企业资质证书' },
  { code: 'E4710', weight: 2, words: ['建设工程', '建筑工程'], staff: 30, revenuePerHeadWan: 72, licence: '建筑业企业资质证书' },
  { code: 'E4910', weight: 1, words: ['机电安装', '电力工程'], staff: 16, revenuePerHeadWan: 58, licence: '建筑业企业资质证书' },
  { code: 'K7020', weight: 1, words: ['物业管理'], staff: 32, revenuePerHeadWan: 12 },
  { code: 'O8111', weight: 1, words: ['汽车服务', '汽车维修'], staff: 9, revenuePerHeadWan: 22 },
  { code: 'P8391', weight: 1, words: ['职业培训', '教育科技'], staff: 12, revenuePerHeadWan: 16, licence: '办学许可证' },
  { code: 'N7820', weight: 1, words: ['环境服务', '环保科技'], staff: 26, revenuePerHeadWan: 13 },
  { code: 'A0143', weight: 1, words: ['园艺', '花卉'], staff: 12, revenuePerHeadWan: 20, clusters: { [CONGHUA]: 14, [HUADU]: 4, 440103: 2 }, licence: '种子生产经营许可证' },
  { code: 'A0412', weight: 1, words: ['水产', '渔业'], staff: 8, revenuePerHeadWan: 32, clusters: { [NANSHA]: 14, [PANYU]: 3 } },
]

// biome-ignore format: a table reads by the row
export const SOLE_TRADER_TRADES: readonly Trade[] = [
  { code: 'H6291', weight: 5, words: ['小吃店', '粥粉店', '糖水铺'], staff: 3, revenuePerHeadWan: 14, licence: '食品经营许可证' },
  { code: 'F5212', weight: 4, words: ['便利店', '士多店'], staff: 2, revenuePerHeadWan: 25, licence: '食品经营许可证' },
  { code: 'F5232', weight: 4, words: ['服装店', '时装店'], staff: 2, revenuePerHeadWan: 22 },
  { code: 'F5132', weight: 3, words: ['服装档', '布行'], staff: 3, revenuePerHeadWan: 55, clusters: { 440105: 4 } },
  { code: 'O8040', weight: 3, words: ['理发店', '美容店'], staff: 3, revenuePerHeadWan: 11, licence: '公共场所卫生许可证' },
  { code: 'O8111', weight: 2, words: ['汽车维修部', '汽车美容店'], staff: 4, revenuePerHeadWan: 16 },
  { code: 'C1922', weight: 2, words: ['皮具加工店', '手袋厂'], staff: 6, revenuePerHeadWan: 16, clusters: { [HUADU]: 25 } },
  { code: 'G5431', weight: 2, words: ['货运部', '搬运服务部'], staff: 2, revenuePerHeadWan: 24, licence: '道路运输经营许可证' },
]

// biome-ignore format: a table reads by the row
export const COOPERATIVE_TRADES: readonly Trade[] = [
  { code: 'A0141', weight: 4, words: ['蔬菜种植'], staff: 9, revenuePerHeadWan: 12, clusters: { [ZENGCHENG]: 5, [NANSHA]: 4, [CONGHUA]: 2 } },
  { code: 'A0154', weight: 3, words: ['荔枝种植', '龙眼种植'], staff: 8, revenuePerHeadWan: 13, clusters: { [CONGHUA]: 6, [ZENGCHENG]: 6 } },
  { code: 'A0143', weight: 3, words: ['花卉种植', '盆栽花卉'], staff: 9, revenuePerHeadWan: 15, clusters: { [CONGHUA]: 4, [HUADU]: 5 }, licence: '种子生产经营许可证' },
  { code: 'A0412', weight: 2, words: ['水产养殖'], staff: 8, revenuePerHeadWan: 22, clusters: { [NANSHA]: 9 } },
  { code: 'A0321', weight: 1, words: ['家禽养殖'], staff: 7, revenuePerHeadWan: 20, licence: '动物防疫条件合格证' },
]

export const COLLECTIVE_TRADES: readonly Trade[] = [
  { code: 'K7040', weight: 3, words: ['物业租赁'], staff: 8, revenuePerHeadWan: 45 },
  { code: 'A0149', weight: 1, words: ['农业经营'], staff: 7, revenuePerHeadWan: 18 },
]

/** Where firms sit: 天河, 白云 and 番禺 hold most. */
export const DISTRICT_WEIGHTS: Readonly<Record<string, number>> = {
  440103: 4,
  440104: 8,
  440105: 8,
  [TIANHE]: 20,
  [BAIYUN]: 17,
  [HUANGPU]: 9,
  [PANYU]: 14,
  [HUADU]: 8,
  [NANSHA]: 6,
  [CONGHUA]: 3,
  [ZENGCHENG]: 6,
}
