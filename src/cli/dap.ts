import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Command } from 'commander'
import * as v from 'valibot'
import { readTaskFile } from '../collector/index.js'
import { epochOf, type Millis } from '../core/time.js'
import { collectBatch, type Batch } from './dap/collect-batch.js'
import { provisioning } from './dap/provisioning.js'
import { InputFault, reportingFaults } from './input-fault.js'
import { makeFolder } from './make-folder.js'
import { progressLine } from './progress.js'
import { writeWhole } from './write-whole.js'

const access = v.object({
  task: v.string(),
  hash: v.string(),
  leader: v.pipe(v.string(), v.url()),
  taskId: v.string(),
  length: v.pipe(v.number(), v.integer()),
  token: v.string(),
  key: v.object({ id: v.number(), publicKey: v.string(), privateKey: v.string() }),
})

/** `hearth dap`: what two aggregators are told of a task, and how a batch is collected from them. */
export function dapCommand(): Command {
  const command = new Command('dap').description('Questions whose answers two aggregators add up, so that nobody sees one.')
  command
    .command('provision')
    .description('write leader.yaml and helper.yaml for Janus, and collector.json with fresh secrets')
    .requiredOption('--tasks <file>', 'the task file')
    .requiredOption('--task <id>', 'a task in mode dap')
    .requiredOption('--out <folder>', 'where the three files go; one party each')
    .option('--json', 'one object on standard output')
    .action((options: { tasks: string; task: string; out: string; json?: true }) => reportingFaults(() => provision(options)))
  command
    .command('collect')
    .description('collect one epoch from the leader: once, from 100 reports on')
    .requiredOption('--access <file>', 'collector.json of "hearth dap provision"')
    .option('--epoch <number>', 'floor(unix seconds / 604800); default: the last one that is over')
    .option('--collector <url>', 'hand the batch on to this Hearth collector, for its dashboard')
    .option('--token <text>', 'the Hearth collector’s token (or HEARTH_TOKEN)')
    .option('--json', 'one object on standard output')
    .action((options: CollectOptions) => reportingFaults(() => collect(options)))
  return command
}

async function provision({ tasks: file, task: id, out, json }: { tasks: string; task: string; out: string; json?: true }): Promise<void> {
  const read = await readTaskFile(file)
  if (read.status === 'invalid') throw new InputFault(read.message)
  const task = read.tasks.find((each) => each.id === id)
  if (task === undefined) throw new InputFault(`${file}: no task has the id ${id}`)
  if (task.dap === undefined) throw new InputFault(`${file}: ${id} is not in mode dap`)
  const { leader, helper, collector } = await provisioning(task)
  makeFolder(out)
  writeWhole(join(out, 'leader.yaml'), leader)
  writeWhole(join(out, 'helper.yaml'), helper)
  writeWhole(join(out, 'collector.json'), `${JSON.stringify(collector, null, 2)}\n`)
  const said = { task: id, taskId: collector.taskId, files: ['leader.yaml', 'helper.yaml', 'collector.json'] }
  process.stdout.write(json === true ? `${JSON.stringify(said)}\n` : `${id} is task ${collector.taskId} at its aggregators; give leader.yaml to one party, helper.yaml to the other, keep collector.json\n`)
}

interface CollectOptions {
  readonly access: string
  readonly epoch?: string
  readonly collector?: string
  readonly token?: string
  readonly json?: true
}

async function collect({ access: file, epoch: given, collector, token = process.env['HEARTH_TOKEN'], json }: CollectOptions): Promise<void> {
  const text = await readFile(file, 'utf8').catch(() => undefined)
  const read = v.safeParse(v.pipe(v.string(), v.parseJson(), access), text)
  if (!read.success) throw new InputFault(`${file}: not a collector.json of "hearth dap provision"`)
  if (given !== undefined && !/^\d{1,6}$/.test(given)) throw new InputFault(`--epoch ${given}: a number of weeks since 1970`)
  if (collector !== undefined && !URL.canParse(collector)) throw new InputFault(`--collector ${collector}: not a URL`)
  const epoch = given === undefined ? epochOf(Date.now() as Millis) - 1 : Number(given)
  const progress = progressLine('looks at the job')
  const collected = await collectBatch(read.output, epoch, { progress: (polls) => progress(polls, polls + 1) })
  if (collected.status === 'failed') {
    process.stderr.write(`${collected.message}\n`)
    process.exitCode = 1
    return
  }
  const { n, sums } = collected.batch
  // Said first: a batch cannot be collected a second time.
  process.stdout.write(json === true ? `${JSON.stringify({ task: read.output.task, hash: read.output.hash, epoch, n, sums })}\n` : `${read.output.task}, epoch ${epoch}: ${n} reports; noisy sums ${sums.join(' ')}\n`)
  if (collector !== undefined) await handOn(collector, token ?? '', read.output.hash, epoch, collected.batch)
}

async function handOn(collector: string, token: string, hash: string, epoch: number, batch: Batch): Promise<void> {
  const answer = await fetch(new URL(`v1/results/${hash}/${epoch}`, collector), { method: 'PUT', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, body: JSON.stringify(batch) }).catch(() => undefined)
  if (answer?.ok === true) return
  process.stderr.write(`the collector did not take the batch (${answer === undefined ? 'not reached' : `${answer.status}: ${await answer.text()}`}); put it there again by hand\n`)
  process.exitCode = 1
}
