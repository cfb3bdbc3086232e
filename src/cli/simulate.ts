import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { readTaskFile, serveCollector } from '../collector/index.js'
import type { Millis } from '../core/time.js'
import { InputFault, reportingFaults } from './input-fault.js'
import { progressLine } from './progress.js'
import { simulate, type Simulation } from './simulate/simulate.js'
import { readTruth } from './simulate/truth.js'

interface Options {
  readonly tasks: string
  readonly users: string
  readonly truth?: string
  readonly collector?: string
  readonly json?: boolean
}

/** `hearth simulate`: many browsers on the client's own code against a collector; exit 1 where a report was not accepted. */
export function simulateCommand(): Command {
  return new Command('simulate')
    .description('Let many simulated browsers run the client’s own code against a collector, and compare estimates with the truth.')
    .requiredOption('--tasks <file>', 'the task file')
    .requiredOption('--users <number>', 'how many browsers')
    .option('--truth <file>', '{"task id": {"label": share}}, or the same under original and personalized; default: falling off as 1/rank')
    .option('--collector <url>', 'a collector that publishes these tasks; default: one of its own, in a temporary folder')
    .option('--json', 'one object on standard output')
    .action((options: Options) => reportingFaults(() => run(options)))
}

async function run({ tasks: file, users, truth: truthFile, collector, json = false }: Options): Promise<void> {
  if (!/^[1-9]\d{0,6}$/.test(users)) throw new InputFault(`--users ${users}: a number from 1 to 9999999`)
  if (collector !== undefined && !URL.canParse(collector)) throw new InputFault(`--collector ${collector}: not a URL`)
  const read = await readTaskFile(file)
  if (read.status === 'invalid') throw new InputFault(read.message)
  const { tasks } = read
  const truth = await readTruth(truthFile, tasks)
  const clock = { now: () => Date.now() as Millis }
  const against = async (url: string): Promise<Simulation> => simulate(url, tasks, Number(users), truth, clock, progressLine('browsers'))
  const result = collector === undefined ? await withOwn(tasks, against) : await against(collector)
  process.stdout.write(json ? `${JSON.stringify(result)}\n` : `${lines(result).join('\n')}\n`)
  if (result.accepted < result.sent) process.exitCode = 1
}

async function withOwn(tasks: Parameters<typeof serveCollector>[0]['tasks'], work: (url: string) => Promise<Simulation>): Promise<Simulation> {
  const folder = await mkdtemp(join(tmpdir(), 'hearth-simulate-'))
  try {
    const served = await serveCollector({ store: folder, tasks, host: '127.0.0.1' })
    try {
      return await work(served.url)
    } finally {
      await served.close()
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function lines({ users, sent, accepted, tasks, overDap, others }: Simulation): readonly string[] {
  return [
    `${users} browsers, ${sent} reports sent, ${accepted} accepted`,
    ...tasks.map(({ task, n, maxError, chiSquare, degrees, covered }) => `${task}: n ${n}, largest error ${maxError.toFixed(4)}, chi-square ${chiSquare.toFixed(1)} on ${degrees}, ${Math.round(covered * 100)} % of the intervals hold the truth`),
    ...overDap.map(({ task, n }) => `${task}: ${n} reports went to its aggregators; compare once the batch is collected`),
    ...Object.entries(others).map(([why, count]) => `${count} × ${why}`),
  ]
}
