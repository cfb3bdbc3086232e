import { Task } from '@divviup/dap'
import { createSharder } from '../../adapters/sharder.js'
import type { Aggregators } from '../../core/personalizer/contribution.js'
import type { Sharder } from '../../core/ports.js'
import type { AggregatorKeys } from '../../protocol/sharder.js'

/** The client's own sharder in this process, with the keys of a task's aggregators, fetched once. */
export function nodeSharders(): (aggregators: Aggregators) => Promise<Sharder> {
  const facade = createSharder({ Task })
  const known = new Map<string, Promise<AggregatorKeys>>()
  return async (aggregators) => {
    const keys = known.get(aggregators.taskId) ?? keysOf(aggregators)
    known.set(aggregators.taskId, keys)
    const fetched = await keys
    return {
      taskId: aggregators.taskId,
      async seal(cell) {
        const made = await facade.seal(cell, fetched)
        return made.status === 'ok' ? made : { status: 'unavailable', code: made.code, message: made.message }
      },
    }
  }
}

async function keysOf({ leader, helper, taskId }: Aggregators): Promise<AggregatorKeys> {
  const [ofLeader, ofHelper] = await Promise.all([leader, helper].map(async (aggregator) => (await fetch(new URL(`hpke_config?task_id=${taskId}`, aggregator))).arrayBuffer()))
  if (ofLeader === undefined || ofHelper === undefined) throw new Error('the keys of the aggregators could not be fetched')
  return { leader: ofLeader, helper: ofHelper }
}
