import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { demo, dist, root } from '../../build/paths.js'
import { readTaskFile } from '../../collector/read-task-file.js'
import { serveCollector } from '../../collector/serve-collector.js'
import { listen } from './listen.js'
import { choosePort } from './port.js'
import { demoSite } from './site.js'

export interface DemoOptions {
  /** Port of the pages; 0 takes a free one. Default: 4173, or a free one where that is taken. */
  readonly port?: number
  /** Port of the collector; the same with 8787. */
  readonly collectorPort?: number
  /** Interface to listen on; default: this machine only. */
  readonly host?: string
  /** Folder or `postgres://` URL where the collector keeps its tallies; default: a folder that goes when the demo closes. */
  readonly store?: string
  /** Secret for reading the collector's results; default: a random one. */
  readonly token?: string
}

export interface RunningDemo {
  /** With a slash at the end. */
  readonly url: string
  readonly collectorUrl: string
  readonly token: string
  close(): Promise<void>
}

/** Serves what was built, and a collector for it; answers when both do. */
export const startDemo = async (options: DemoOptions = {}): Promise<RunningDemo> => {
  const host = options.host ?? '127.0.0.1'
  const file = await readTaskFile(join(root, 'src/demo/tasks.json'))
  if (file.status !== 'ok') throw new Error(file.message)
  const passing = options.store === undefined ? mkdtempSync(join(tmpdir(), 'hearth-collector-')) : undefined
  const forget = (): void => {
    if (passing !== undefined) rmSync(passing, { recursive: true, force: true })
  }
  try {
    const collector = await serveCollector({
      store: options.store ?? join(passing ?? '', 'store'),
      tasks: file.tasks,
      port: await choosePort(options.collectorPort, 8787, host),
      host,
      ...(options.token === undefined ? {} : { token: options.token }),
      dashboard: { open: true },
    })
    try {
      const site = await listen(demoSite({ pages: demo, dist, collectorUrl: collector.url, tasks: file.tasks }), await choosePort(options.port, 4173, host), host)
      return {
        url: `http://localhost:${String(site.port)}/`,
        collectorUrl: collector.url,
        token: collector.token,
        close: async () => {
          await site.close()
          await collector.close()
          forget()
        },
      }
    } catch (error) {
      await collector.close()
      throw error
    }
  } catch (error) {
    forget()
    throw error
  }
}
