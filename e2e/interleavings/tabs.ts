import { fileURLToPath } from 'node:url'
import type { BrowserContext, Page } from '@playwright/test'
import type { HostOptions } from '../host-site.js'
import { openModule } from '../module-page.js'
import type { RecordingServer } from '../recording-server.js'
import type { Tab } from './steps.js'

const OPTIONS = { consent: 'api', assets: '/hearth/', collector: '/collector/', tasks: '/tasks/tasks.json' } as const

/** Models are left out: a worker is ready sooner, and what is ranked is not what is tested here. The collector is down: an answer is paid for, kept, and never arrives. */
export const HOST: HostOptions = { down: '/collector', withhold: /\/assets\/(models|ort)\//, folders: { '/tasks': fileURLToPath(new URL('../../src/demo', import.meta.url)) } }

/** Lets a test stop a tab from hearing the others; what was said meanwhile is heard afterwards, as after a long task. */
function withHearing(): void {
  let on = true
  const missed: (() => void)[] = []
  Object.assign(window, {
    hearing: (hears: boolean) => {
      on = hears
      if (on) for (const hear of missed.splice(0)) hear()
    },
  })
  const listen = BroadcastChannel.prototype.addEventListener
  BroadcastChannel.prototype.addEventListener = function (this: BroadcastChannel, type: string, listener: EventListener) {
    listen.call(this, type, (event: Event) => {
      if (on) listener(event)
      else missed.push(() => listener(event))
    })
  } as typeof listen
}

/** Two tabs of one browser, each with an engine of its own. */
export class Tabs {
  readonly #pages: Page[] = []

  constructor(readonly context: BrowserContext, readonly server: RecordingServer) {}

  get pages(): readonly Page[] {
    return this.#pages
  }

  async open(index: Tab): Promise<void> {
    const page = await this.context.newPage()
    await page.addInitScript(withHearing)
    this.#pages[index] = page
    await openModule(page, this.server, OPTIONS)
  }

  at(index: Tab): Page {
    const page = this.#pages[index]
    if (page === undefined) throw new RangeError('no such tab')
    return page
  }

  async reload(index: Tab): Promise<void> {
    await this.at(index).reload()
    await openModule(this.at(index), this.server, OPTIONS)
  }

  /** The renderer is killed with whatever it was doing. */
  async crash(index: Tab): Promise<void> {
    const page = this.at(index)
    const session = await this.context.newCDPSession(page)
    await Promise.race([session.send('Page.crash').catch(() => undefined), page.waitForEvent('crash')])
    await page.close()
    await this.open(index)
  }
}

export const other = (index: Tab): Tab => (index === 0 ? 1 : 0)
