import type { RequestHandler } from 'msw'
import type { DemoCity } from '../demo-city.ts'
import { demoDesk } from '../demo-desk.ts'

/** The ecology bureau gives by its interface what its yearly file says. */
export function demoServer(city: DemoCity): RequestHandler[] {
  const desk = demoDesk({ source: 'gz-ecology', city })
  return [desk.token, desk.list('oauth2', '/v1/environment-grades', () => city.rowsOf?.('gz-ecology', 'environment_grade') ?? [])]
}
