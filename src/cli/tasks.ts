import { Command } from 'commander'
import { readTaskFile } from '../collector/index.js'
import { LEAST_BATCH } from '../core/privacy/dap/dap-estimate.js'
import { laplaceVariance, noiseScale } from '../core/privacy/dap/discrete-laplace.js'
import { expectedSpending } from '../core/privacy/expected-spending.js'
import type { ExpectedSpending } from '../core/privacy/expected-spending.js'
import { MICRO } from '../core/privacy/micro-epsilon.js'
import { toNumber } from '../core/privacy/rational.js'
import { TASK_FILE_SCHEMA } from '../core/privacy/task-schema.js'
import { rareVariance } from '../core/privacy/subset-selection.js'

/** `hearth tasks check F`: what the published questions cost and how well they can be answered. Exit 1 where the spending exceeds the caps, 2 where the file is invalid. */
export function tasksCommand(): Command {
  const check = new Command('check')
    .description('Validate a task file; print w, ε and n·variance of each task and the expected spending of a browser.')
    .argument('<file>', 'the task file')
    .option('--json', 'one object on standard output')
    .action(async (file: string, { json = false }: { json?: boolean }) => {
      const read = await readTaskFile(file)
      if (read.status === 'invalid') {
        process.stderr.write(`${read.message}\n`)
        if (json) process.stdout.write(`${JSON.stringify({ ok: false, tasks: [], fault: read.message })}\n`)
        process.exitCode = 2
        return
      }
      const spending = expectedSpending(read.tasks)
      const tasks = read.tasks.map(({ id, hash, kind, mode, mechanism, epsilon }) => ({
        id,
        hash,
        kind,
        mode,
        d: mechanism.d,
        w: mechanism.w,
        epsilon: epsilon / MICRO,
        /** n times the variance of the share of a rare bucket; over DAP, whose noise does not grow with n, at the smallest batch. */
        variance: Math.round((mode === 'dap' ? (2 * laplaceVariance(noiseScale(epsilon))) / LEAST_BATCH : toNumber(rareVariance(mechanism))) * 1e6) / 1e6,
      }))
      const ok = spending.faults.length === 0
      if (json) process.stdout.write(`${JSON.stringify({ ok, tasks, expectedYearly: spending.yearly, scheduledYearly: spending.scheduledYearly, faults: spending.faults })}\n`)
      else process.stdout.write(lines(tasks, spending).join('\n') + '\n')
      for (const fault of spending.faults) process.stderr.write(`${file}: ${fault}\n`)
      if (!ok) process.exitCode = 1
    })
  const schema = new Command('schema').description('Print the JSON Schema of a task file.').action(() => {
    process.stdout.write(`${JSON.stringify(TASK_FILE_SCHEMA, null, 2)}\n`)
  })
  return new Command('tasks').description('Published questions.').addCommand(check).addCommand(schema)
}

function lines(tasks: readonly { id: string; d: number; w: number; epsilon: number; variance: number; hash: string }[], { yearly, scheduledYearly }: ExpectedSpending): readonly string[] {
  return [
    ...tasks.map(({ id, d, w, epsilon, variance, hash }) => `${id}  d ${d}  w ${w}  ε ${epsilon}  n·variance ${variance}  ${hash}`),
    `a browser that visits every week expects to spend ε ${yearly} in 12 months${scheduledYearly > yearly ? ` (the schedule comes to ${scheduledYearly}; the ledger stops at its cap)` : ''}`,
  ]
}
