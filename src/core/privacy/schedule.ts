import type { RandomSource } from '../powers.js'
import type { Epoch } from '../time.js'
import { answeredInBlock, blockOf, seenAt, silentUntil, type LedgerState } from './ledger.js'
import type { Task, TaskId } from './task.js'
import { uniformFrom } from './uniform.js'

/** The ledger with the draw in it, to be stored before anything else happens, and the task to answer now, if any. */
export interface Scheduled {
  readonly ledger: LedgerState
  readonly task?: Task
}

/**
 * Whether, and which task, this browser answers in an epoch. It depends on the task file, the epoch, the ledger and
 * fresh randomness; no record comes in, so silence tells nothing.
 *
 * In a block of four epochs one task is drawn, with the published weights. In each epoch of the block, until it has
 * answered, the browser takes part with the task's participation. Both draws are kept: asking again changes nothing.
 */
export function scheduleFor(tasks: readonly Task[], ledger: LedgerState, epoch: Epoch, random: RandomSource): Scheduled {
  if (epoch < ledger.highestEpoch) return { ledger }
  const seen = seenAt(ledger, epoch)
  if (epoch < silentUntil(seen) || answeredInBlock(seen, epoch)) return { ledger: seen }
  const block = blockOf(epoch)
  const before = seen.draw?.block === block ? seen.draw : undefined
  const chosen = before === undefined ? drawTask(tasks, random) : before.task
  const task = tasks.find(({ id }) => id === chosen)
  const takesPart = before?.epoch === epoch ? before.takesPart : task !== undefined && drawParticipation(task, random)
  const drawn: LedgerState = { ...seen, draw: { block, task: chosen, epoch, takesPart } }
  return task !== undefined && takesPart ? { ledger: drawn, task } : { ledger: drawn }
}

export function drawTask(tasks: readonly Task[], random: RandomSource): TaskId | null {
  if (tasks.length === 0) return null
  const total = tasks.reduce((weight, task) => weight + task.weight, 0)
  let left = uniformFrom(random)(total)
  for (const task of tasks) {
    if (left < task.weight) return task.id
    left -= task.weight
  }
  return null
}

function drawParticipation({ participation }: Task, random: RandomSource): boolean {
  return uniformFrom(random)(participation.denominator) < participation.numerator
}
