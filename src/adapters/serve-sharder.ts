import { expose } from 'comlink'
import type { SharderWorker } from '../protocol/sharder.js'
import { shutIn } from './isolation/shut-in.js'
import { createSharder, type DapModule } from './sharder.js'

/** Shuts the worker in, waits for the page's first message, `{port}`, and exposes the sharder there: nothing else in the worker listens. */
export function serveSharder(dap: DapModule): void {
  const shut = shutIn().then((breach) => {
    // The library takes hold of `fetch` when a task is made; in this realm it finds one that goes nowhere.
    Reflect.defineProperty(globalThis, 'fetch', { value: () => Promise.reject(new TypeError('this worker has no network')) })
    return breach === undefined ? ({ status: 'ok' } as const) : ({ status: 'failed', ...breach } as const)
  })
  addEventListener(
    'message',
    ({ data }: MessageEvent<{ readonly port?: unknown }>) => {
      const worker: SharderWorker = { ...createSharder(dap), shut: () => shut }
      if (data.port instanceof MessagePort) expose(Object.freeze(worker), data.port)
    },
    { once: true },
  )
}
