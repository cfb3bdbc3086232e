import { rmSync } from 'node:fs'
import { test as base } from './fixtures.js'
import { storeFolder } from '../src/collector/testing/store-folder.js'
import { startDemo, type RunningDemo } from '../src/demo/server/start-demo.js'

export { expect } from './fixtures.js'

/** The built demo with a collector of its own, one for each worker of the test runner. */
export const test = base.extend<object, { readonly demo: RunningDemo }>({
  demo: [
    // Playwright reads the fixtures a fixture needs off the pattern.
    async ({ browser: _ }, use) => {
      const store = await storeFolder('demo')
      const demo = await startDemo({ port: 0, collectorPort: 0, store })
      await use(demo)
      await demo.close()
      rmSync(store, { recursive: true, force: true })
    },
    { scope: 'worker' },
  ],
})
