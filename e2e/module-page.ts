import type { Page } from '@playwright/test'
import type { Hearth, HearthOptions } from '../src/client/hearth.js'
import type { RecordingServer } from './recording-server.js'

/** The engine of a page that imports `dist/index.js` itself. */
declare global {
  interface Window {
    engine: Hearth
  }
}

/** Opens a page without the tag and makes an engine there, as `window.engine`. */
export async function openModule(page: Page, server: RecordingServer, options: HearthOptions = {}): Promise<void> {
  if (page.url() !== `${server.url}/blank`) await page.goto(`${server.url}/blank`)
  await page.evaluate(async (given) => {
    const address = '/hearth/index.js'
    const { createHearth } = (await import(address)) as { createHearth(options: HearthOptions): Hearth }
    window.engine = createHearth(given)
    await new Promise<void>((resolve) => {
      const stop = window.engine.subscribe((state) => {
        if (state.status === 'loading') return
        setTimeout(() => stop())
        resolve()
      })
    })
  }, options)
}

/** Runs one method of the engine by its dotted name and answers what it resolved to. */
export async function call(page: Page, method: string, ...args: readonly unknown[]): Promise<Record<string, unknown>> {
  return page.evaluate(
    async ({ path, given }) => {
      const names = path.split('.')
      const last = names.pop() ?? ''
      const holder = names.reduce<object>((object, name) => Reflect.get(object, name) as object, window.engine)
      return (await (Reflect.get(holder, last) as (...args: readonly unknown[]) => Promise<Record<string, unknown>>).apply(holder, [...given])) ?? {}
    },
    { path: method, given: args },
  )
}
