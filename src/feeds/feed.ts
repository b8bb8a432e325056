/** The city's outside systems, played in process by the demo servers. Node only; loaded where something is played. */
import { createHash } from 'node:crypto'
import { getResponse, type RequestHandler } from 'msw'
import type { Context } from '../platform/context.ts'
import { civilDateOf } from '../platform/kernel/time.ts'
import { type Outside, stagedOutside } from '../platform/outside/outside.ts'
import type { Fact } from '../profiles/model.ts'
import { type Connections, type SentRow, type SourceRegister, type WholeRecord, wholeRecordsOf } from '../sources/index.ts'
import { listSubjects, type Subject } from '../subjects/index.ts'
import { type DemoCity, type DemoSubject, demoCredentials, demoOrigin } from './demo-city.ts'
import { demoServers } from './demo-servers.ts'

export interface Played {
  connections: Connections
  /** Plays the city anew from what the database holds then: after a reset. */
  forget(): void
}

/**
 * Lines to every source that has a demo server. The city it plays with is read from the database when the first question
 * comes: synthetic subjects only, and what was taken in of them by file, so that a source tells the same as its file.
 * @param named codes of the subjects whose errands the demo tells
 */
export async function playedConnections(ctx: Context, register: SourceRegister<Fact>, named: readonly string[]): Promise<Played> {
  const clock = { today: () => civilDateOf(ctx.clock.now()), now: () => ctx.clock.now() }
  const paths = (await demoServers({ ...clock, subjects: [] })).map(pathOf)
  const played = new Set(register.sources.map(({ id }) => id).filter((id) => paths.some((path) => path.startsWith(`${demoOrigin(id)}/`))))
  let stage: Promise<Outside> | null = null
  const outside: Outside = {
    send: async (request) => {
      stage ??= stageOf(ctx, clock, named).catch((error: unknown) => {
        stage = null
        throw error
      })
      return (await stage).send(request)
    },
  }
  return {
    connections: {
      outside,
      endpointOf: (source) => (played.has(source) ? endpointOf(source) : null),
      sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
      random: Math.random,
    },
    forget: () => {
      stage = null
    },
  }
}

function endpointOf(source: string) {
  const { clientId, clientSecret, webhookSecret } = demoCredentials(source)
  return { origin: demoOrigin(source), clientId, clientSecret, webhookSecrets: [webhookSecret] }
}

function pathOf({ info }: RequestHandler): string {
  return 'path' in info ? String(info.path) : ''
}

async function stageOf(ctx: Context, clock: Pick<DemoCity, 'today' | 'now'>, named: readonly string[]): Promise<Outside> {
  const handlers = await demoServers({ ...clock, ...(await readCity(ctx, named)) })
  return stagedOutside((request) => getResponse(handlers, request))
}

const SUBJECTS_AT_ONCE = 500

async function readCity(ctx: Context, named: readonly string[]): Promise<Pick<DemoCity, 'subjects' | 'rowsOf'>> {
  const subjects: DemoSubject[] = []
  const rows = new Map<string, SentRow[]>()
  for (let after: string | null = null; ; ) {
    const page: Subject[] = await listSubjects(ctx, SUBJECTS_AT_ONCE, after)
    const synthetic = page.filter((subject) => subject.synthetic)
    const records = await wholeRecordsOf<Fact>(
      ctx,
      synthetic.map(({ id }) => id),
    )
    // In the files' own order, whatever order the database hands them out in.
    records.sort((a, b) => (a.recordedAt === b.recordedAt ? a.rowNo - b.rowNo : a.recordedAt < b.recordedAt ? -1 : 1))
    const registered = new Map<string, WholeRecord<Fact>>()
    for (const record of records) {
      if (record.retracts) continue
      const feed = `${record.source}/${record.record}`
      const known = rows.get(feed)
      if (known) known.push(record.row)
      else rows.set(feed, [record.row])
      if (feed === 'samr/registration') registered.set(record.subjectId, record)
    }
    for (const { id, code, name, kind } of synthetic) {
      const said = (attribute: string) => registered.get(id)?.facts.find((fact) => fact.attribute === attribute)?.value
      const [district, registeredOn] = [said('district'), said('registeredOn')]
      subjects.push({
        ...{ code, name, kind, dice: diceOf(code) },
        district: typeof district === 'string' ? district : null,
        registeredOn: typeof registeredOn === 'string' ? registeredOn : null,
        ...(named.includes(code) ? { named: true as const } : {}),
      })
    }
    if (page.length < SUBJECTS_AT_ONCE) break
    after = page.at(-1)!.id
  }
  subjects.sort((a, b) => (a.code < b.code ? -1 : 1))
  return { subjects, rowsOf: (source, record) => rows.get(`${source}/${record}`) ?? [] }
}

/** The same number for a subject and a word at every start. */
function diceOf(code: string): DemoSubject['dice'] {
  return (word) => createHash('sha256').update(`${code}:${word}`).digest().readUInt32BE(0) % 1_000_000
}
