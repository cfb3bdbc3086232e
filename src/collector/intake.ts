import { setTimeout as pause } from 'node:timers/promises'
import { LIMITS } from './limits.js'
import type { Admission, Arrival, Store } from './store/store.js'

/** Takes reports one by one and writes them in batches. */
export interface Intake {
  /** Resolves once the report is committed, or with `full` at once where too many wait. */
  admit(arrival: Arrival): Promise<Admission | 'full'>
  /** Resolves when nothing waits any more. */
  settled(): Promise<void>
}

interface Waiting {
  readonly arrival: Arrival
  readonly resolve: (admission: Admission) => void
  readonly reject: (reason: unknown) => void
}

/** Batches by need: one transaction at a time, with whatever came while the last one ran and for a moment after: the embedded database runs in this thread, which hears nobody meanwhile. */
export function createIntake(store: Pick<Store, 'add'>, limits: Record<'waiting' | 'batch' | 'gatherMs', number> = LIMITS): Intake {
  const waiting: Waiting[] = []
  let running: Promise<void> | undefined

  const drain = async (): Promise<void> => {
    while (waiting.length > 0) {
      await pause(limits.gatherMs)
      const batch = waiting.splice(0, limits.batch)
      try {
        const admissions = await store.add(batch.map(({ arrival }) => arrival))
        for (const [index, { resolve }] of batch.entries()) resolve(admissions[index] ?? 'conflict')
      } catch (error) {
        for (const { reject } of batch) reject(error)
      }
    }
    running = undefined
  }

  return {
    admit: (arrival) => {
      if (waiting.length >= limits.waiting) return Promise.resolve('full')
      return new Promise<Admission>((resolve, reject) => {
        waiting.push({ arrival, resolve, reject })
        running ??= drain()
      })
    },
    settled: () => running ?? Promise.resolve(),
  }
}
