import { expect } from '../fixtures.js'
import { saidBy, storedOn } from './look.js'
import type { Model } from './steps.js'
import type { Tabs } from './tabs.js'

const within = (value: number, { least, most }: { readonly least: number; readonly most: number }, what: string): void => {
  expect(value, what).toBeGreaterThanOrEqual(least)
  expect(value, what).toBeLessThanOrEqual(most)
}

/** Looks whether what is there is what the model says: on disk, in every tab, and among the workers that run. */
export async function check(tabs: Tabs, model: Model): Promise<void> {
  if (!model.granted) {
    // Prompt in every tab, though nobody asked it anything.
    for (const page of tabs.pages) {
      await expect.poll(() => page.workers().length, { message: 'workers that outlive the grant', timeout: 3000, intervals: [5, 20, 50, 100] }).toBe(0)
      expect(await page.evaluate(() => window.engine.state.status)).toBe('needs-consent')
    }
  }
  const [found, ...said] = await Promise.all([storedOn(tabs.at(0)), ...tabs.pages.map(saidBy)])
  if (model.granted) {
    expect(found.kind).toBe('granted')
    expect(found.receipts).toBeGreaterThan(0)
  } else {
    expect(found.names.filter((name) => name.startsWith('hearth-history'))).toEqual([])
    expect(found.receipts).toBe(0)
    expect(['denied', undefined]).toContain(found.kind)
  }
  within(found.reports, model.reports, 'unsent reports')
  for (const { view, history } of said) {
    expect(view['personalization'] === 'granted').toBe(model.granted)
    expect(view['aggregates'] === 'granted').toBe(model.aggregates)
    expect(view['paused'] === true).toBe(model.paused)
    expect(history.lost, 'a loss that nobody caused').toBeUndefined()
    if (!model.granted) expect(history).toEqual({ status: 'denied', purpose: 'personalization' })
    else {
      expect(history.status).toBe('ok')
      within(history.events?.length ?? -1, model.recorded, 'recorded events')
    }
  }
  const [first, second] = said.map(({ history }) => history.events?.length)
  expect(first, 'two tabs see one history').toBe(second)
  // What a race left open is known now.
  if (model.granted && first !== undefined) Object.assign(model, { recorded: { least: first, most: first } })
}
