import type { RequestHandler } from 'msw'
import type { DemoCity } from '../demo-city.ts'
import { demoDesk } from '../demo-desk.ts'

/** Customs gives by its interface what its file says, tiers of the old order among them. */
export function demoServer(city: DemoCity): RequestHandler[] {
  const desk = demoDesk({ source: 'gz-customs', city })
  return [desk.token, desk.list('oauth2', '/v1/customs-tiers', () => city.rowsOf?.('gz-customs', 'customs_grade') ?? [])]
}
