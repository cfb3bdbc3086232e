import type { Browser } from '@playwright/test'
import type { RecordingServer } from '../recording-server.js'
import { carryOut } from './carry-out.js'
import { check } from './check.js'
import { freshModel, type Step } from './steps.js'
import { Tabs } from './tabs.js'

/** Runs one sequence in a browser with nothing stored, two tabs open, the first purpose allowed; the model is compared after every step. Answers how many were. */
export async function runSequence(browser: Browser, server: RecordingServer, steps: readonly Step[]): Promise<number> {
  const context = await browser.newContext()
  try {
    const tabs = new Tabs(context, server)
    await Promise.all([tabs.open(0), tabs.open(1)])
    const model = freshModel()
    await carryOut(tabs, model, { kind: 'allow', tab: 0 })
    for (const step of steps) {
      await carryOut(tabs, model, step)
      await check(tabs, model)
    }
    return steps.length
  } finally {
    await context.close()
  }
}
