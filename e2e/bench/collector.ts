import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { spawn, type ChildProcess } from 'node:child_process'
import { root } from '../../src/build/paths.js'
import { readTaskFile } from '../../src/collector/read-task-file.js'
import { encodeReport, type ReportId } from '../../src/core/privacy/report.js'
import type { BucketIndex } from '../../src/core/privacy/subset-selection.js'
import type { Epoch } from '../../src/core/time.js'
import { median, rounded, say, type Result } from './result.js'

const TASKS = join(root, 'src/demo/tasks.json')
const REPORTS = 2_000
const AT_ONCE = 32
const WEEK_SECONDS = 604_800

/** Reports a second that one collector process takes over HTTP and stores durably in the embedded database. */
export async function collectorReports(rounds: number): Promise<Result> {
  const read = await readTaskFile(TASKS)
  const task = read.status === 'ok' ? read.tasks.find(({ mode }) => mode === 'local') : undefined
  if (task === undefined) throw new Error(`${TASKS}: no task in local mode`)
  const folder = mkdtempSync(join(tmpdir(), 'hearth-bench-'))
  const { process: collector, url } = await startCollector(folder)
  try {
    const epoch = Math.floor(Date.now() / 1_000 / WEEK_SECONDS) as Epoch
    const rates: number[] = []
    for (let round = 0; round < rounds; round++) {
      const bodies = Array.from({ length: REPORTS }, () => encodeReport({ task, epoch, id: new Uint8Array(randomBytes(16)) as ReportId, buckets: subset(task.mechanism.d, task.mechanism.w), ...(task.arms === undefined ? {} : { arm: 0 }) }))
      const begin = performance.now()
      await Promise.all(Array.from({ length: AT_ONCE }, async () => {
        for (let body = bodies.pop(); body !== undefined; body = bodies.pop()) {
          const answer = await fetch(new URL('v1/reports', url), { method: 'POST', headers: { 'Content-Type': 'application/octet-stream' }, body: new Uint8Array(body) })
          if (answer.status !== 201) throw new Error(`the collector answered ${String(answer.status)}: ${await answer.text()}`)
          await answer.arrayBuffer()
        }
      }))
      rates.push((1_000 * REPORTS) / (performance.now() - begin))
      say(`collector: ${rates.at(-1)?.toFixed(0) ?? ''} reports/s`)
    }
    return { id: 'collector.reports', unit: 'reports/s a process', better: 'higher', ours: rounded(median(rates)), peers: {}, rounds }
  } finally {
    const ended = new Promise((resolve) => collector.once('exit', resolve))
    collector.kill('SIGTERM')
    await ended
    rmSync(folder, { recursive: true, force: true })
  }
}

const subset = (d: number, w: number): BucketIndex[] => {
  const order = Array.from({ length: d }, (_, i) => ({ i, key: randomBytes(4).readUInt32LE() })).sort((a, b) => a.key - b.key)
  return order.slice(0, w).map(({ i }) => i as BucketIndex).sort((a, b) => a - b)
}

async function startCollector(folder: string): Promise<{ readonly process: ChildProcess; readonly url: string }> {
  const child = spawn(process.execPath, [join(root, 'src/cli/hearth.js'), 'collector', '--store', join(folder, 'store'), '--tasks', TASKS, '--port', '0'], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] })
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

