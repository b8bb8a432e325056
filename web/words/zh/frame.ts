/** Header, footer and what stands on every page. */
export const frame = {
  lang: 'zh-CN',
  brand: '穗信',
  mark: '信',
  titleEnd: ' · 穗信',
  skip: '跳到正文',
  navLabel: '主导航',
  home: '穗信首页',
  signIn: '登录',
  myPortal: '我的首页',
  signOut: '退出',
  signedInAs: '当前用户',
  portals: { public: '', firm: '企业', farmer: '农户', bank: '银行', ops: '运行' },
  publicNav: [
    { href: '/products', label: '贷款产品' },
    { href: '/cost', label: '真实成本' },
  ],
  synthetic: '演示数据',
  syntheticNote: '本站的企业、农户、银行和记录都是虚构的，不对应任何真实主体。',
  docs: '开放接口文档',
  purpose: '广州信用普惠金融撮合平台。排序不看谁付了钱。',
  step: (now: number, of: number) => `第 ${now} 步，共 ${of} 步`,
}
