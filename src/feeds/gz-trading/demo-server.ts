import type { RequestHandler } from 'msw'
import type { SentRow } from '../../sources/model.ts'
import type { DemoCity, DemoSubject } from '../demo-city.ts'
import { demoDesk } from '../demo-desk.ts'
import { between, figuresOf, gradeFor, yuan } from '../demo-figures.ts'
import { dayOf, favouredBy, officeOf, onceItCame } from '../demo-life.ts'

const PROJECTS = ['学校课桌椅采购', '办公设备维护服务', '社区食堂食材配送', '道路照明改造', '档案数字化服务', '绿化养护'] as const
const GRADES = [
  ['优', 34],
  ['良', 52],
  ['中', 12],
  ['差', 2],
] as const

/** A firm in fourteen has won public tenders, up to three; each is judged half a year after. */
export function demoServer(city: DemoCity): RequestHandler[] {
  const desk = demoDesk({ source: 'gz-trading', city })
  const figures = figuresOf(city)

  const won = () =>
    favouredBy(city, 'tender', 700)
      .filter(({ kind }) => kind !== 'rural_collective')
      .flatMap((subject) => Array.from({ length: between(subject, 'tender/count', 1, 3) }, (_, i) => ({ subject, word: `tender/${i}` })))
      .flatMap(({ subject, word }) => {
        const awardedOn = dayOf(subject, word, '2024-06-01', '2026-10-31')
        return awardedOn === null || awardedOn > city.today() ? [] : [{ subject, word, awardedOn, projectNo: projectNumber(subject, word, awardedOn) }]
      })

  const awards = (): SentRow[] =>
    won().map(({ subject, word, awardedOn, projectNo }) => ({
      统一社会信用代码: subject.code,
      中标人名称: subject.name,
      项目编号: projectNo,
      项目名称: `示例${PROJECTS[subject.dice(`${word}/project`) % PROJECTS.length]}项目`,
      '中标金额（元）': yuan(50_000 + (figures(subject).salesYuan * between(subject, `${word}/share`, 2, 18)) / 100),
      中标日期: awardedOn,
      采购人: officeOf(subject, '示例采购单位'),
    }))

  const judged = (): SentRow[] =>
    won().flatMap(({ subject, word, awardedOn, projectNo }) => {
      const day = onceItCame(awardedOn, between(subject, `${word}/performed`, 150, 260), city.today())
      if (day === '') return []
      return [
        {
          统一社会信用代码: subject.code,
          企业名称: subject.name,
          合同编号: `${projectNo}-HT01`,
          履约评价等级: gradeFor(subject, `${word}/grade`, GRADES),
          评价日期: day,
        },
      ]
    })

  return [desk.token, desk.list('oauth2', '/v1/awards', awards), desk.list('oauth2', '/v1/performance', judged)]
}

function projectNumber(subject: DemoSubject, word: string, day: string): string {
  return `GZEX${day.slice(0, 4)}-${String(subject.dice(`${word}/number`)).padStart(6, '0')}`
}
