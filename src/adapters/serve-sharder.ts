import { expose } from 'comlink'
import { sealRealm } from './isolation/seal-realm.js'
import { createSharder, type DapModule } from './sharder.js'

/** Seals the worker's realm, waits for the page's first message, `{port}`, and exposes the sharder there: nothing else in the worker listens. */
export function serveSharder(dap: DapModule): void {
  sealRealm()
  // The library takes hold of `fetch` when a task is made; in this realm it finds one that goes nowhere.
  Reflect.defineProperty(globalThis, 'fetch', { value: () => Promise.reject(new TypeError('this worker has no network')) })
  addEventListener(
    'message',
    ({ data }: MessageEvent<{ readonly port?: unknown }>) => {
      if (data.port instanceof MessagePort) expose(createSharder(dap), data.port)
    },
    { once: true },
  )
}
