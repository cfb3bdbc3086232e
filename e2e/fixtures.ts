import { test as base } from '@playwright/test'
import type { HostOptions } from './host-site.js'
import { hostSite } from './host-site.js'
import type { RecordingServer } from './recording-server.js'
import { startRecordingServer } from './recording-server.js'

export { expect } from '@playwright/test'

export interface Fixtures {
  /** Starts a site with the tag on a port of its own; it ends with the test. */
  readonly host: (options?: HostOptions) => Promise<RecordingServer>
}

export const test = base.extend<Fixtures>({
  // Playwright reads the fixtures a fixture needs off the pattern.
  host: async ({ browserName: _ }, use) => {
    const started: RecordingServer[] = []
    await use(async (options) => {
      const server = await startRecordingServer(hostSite(options))
      started.push(server)
      return server
    })
    await Promise.all(started.map((server) => server.close()))
  },
})
