import { readdir } from 'node:fs/promises'
import type { RequestHandler } from 'msw'
import type { DemoCity } from './demo-city.ts'

/** Every played source: a folder beside this file that holds a `demo-server.ts` is found by itself. Node only. */
export async function demoServers(city: DemoCity): Promise<RequestHandler[]> {
  const files = await readdir(new URL('.', import.meta.url), { recursive: true })
  const servers = files.map((file) => file.replaceAll('\\', '/')).filter((file) => /^[a-z0-9-]+\/demo-server\.[jt]s$/.test(file))
  const played = await Promise.all(
    servers.sort().map(async (file) => {
      const { demoServer } = (await import(/* @vite-ignore */ new URL(file, import.meta.url).href)) as { demoServer(city: DemoCity): RequestHandler[] }
      return demoServer(city)
    }),
  )
  return played.flat()
}
