import type { CellToSeal } from '../core/ports.js'
import type { AggregatorKeys, SealedMessage, SharderFacade } from '../protocol/sharder.js'

/** What is used of `@divviup/dap`; given from outside, so that only the sharder's own file carries it. */
export interface DapModule {
  readonly Task: new (parameters: { type: 'histogram'; id: string; leader: string; helper: string; timePrecisionSeconds: number; length: number; chunkLength: number }) => DapTask
}

interface DapTask {
  fetch: (input: string) => Promise<{ readonly ok: boolean; blob(): Promise<Blob> }>
  generateReport(measurement: number, options: { timestamp: Date }): Promise<{ encode(): Uint8Array }>
}

/** An epoch in seconds: reports carry no finer time. */
const PRECISION = 604_800
const KEYS = { type: 'application/dap-hpke-config-list' } as const

/** The library asks for keys by address; these stand for the two aggregators, and nothing is ever fetched from them. */
const ADDRESS = { leader: 'https://leader.invalid/', helper: 'https://helper.invalid/' } as const

/** Shards with Prio3Histogram and seals to two aggregators by the client library of Divvi Up, which is handed the keys instead of a network. */
export function createSharder({ Task }: DapModule): SharderFacade {
  const seal = async ({ taskId, length, chunkLength, cell, time }: CellToSeal, keys: AggregatorKeys): Promise<SealedMessage> => {
    const task = new Task({ type: 'histogram', id: taskId, ...ADDRESS, timePrecisionSeconds: PRECISION, length, chunkLength })
    task.fetch = (input) => Promise.resolve({ ok: true, blob: () => Promise.resolve(new Blob([input.startsWith(ADDRESS.leader) ? keys.leader : keys.helper], KEYS)) })
    try {
      const report = await task.generateReport(cell, { timestamp: new Date(time * 1_000) })
      return { status: 'ok', bytes: new Uint8Array(report.encode()) }
    } catch (error) {
      return { status: 'failed', code: 'sharding', message: `The answer could not be cut in shares (${error instanceof Error ? error.name : 'unknown'}): the aggregators' keys, or the question's parameters, do not fit.` }
    }
  }
  return Object.freeze({ seal })
}
