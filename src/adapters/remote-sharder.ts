import { releaseProxy, wrap } from 'comlink'
import type { Unavailable } from '../core/answer.js'
import type { CellToSeal, Sharder } from '../core/ports.js'
import type { AggregatorKeys, SealedMessage, SharderWorker } from '../protocol/sharder.js'

/** Two thousand cells take a second or two on a phone; past this the worker has died. */
const SEAL_MS = 30_000

/** The sharder at the other end of a port, with the keys of one task's aggregators. Its worker may be ended at any time. */
export interface RemoteSharder extends Sharder {
  end(): void
}

export function createRemoteSharder(port: MessagePort, taskId: string, keys: AggregatorKeys): RemoteSharder {
  const facade = wrap<SharderWorker>(port)
  /** The answer goes in only once the worker has found every way out shut. */
  const seal = async (cell: CellToSeal): Promise<SealedMessage> => {
    const shut = await facade.shut()
    return shut.status === 'ok' ? facade.seal(cell, keys) : shut
  }
  let finish: () => void = () => undefined
  const ended = new Promise<Unavailable>((resolve) => {
    finish = () => resolve({ status: 'unavailable', code: 'sharder-ended', message: 'The sharder was ended; nothing was answered.' })
  })
  return {
    taskId,
    async seal(cell) {
      let timer: ReturnType<typeof setTimeout> | undefined
      const late = new Promise<Unavailable>((resolve) => {
        timer = setTimeout(() => resolve({ status: 'unavailable', code: 'sharder-silent', message: `The sharder gave no answer within ${SEAL_MS} ms; nothing was answered.` }), SEAL_MS)
      })
      const made = await Promise.race([seal(cell), ended, late])
      clearTimeout(timer)
      return made.status === 'failed' ? { status: 'unavailable', code: made.code, message: made.message } : made
    },
    end() {
      finish()
      facade[releaseProxy]()
      port.close()
    },
  }
}
