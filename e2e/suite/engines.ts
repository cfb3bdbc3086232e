import type { EngineFound } from '../engines/engine.js'
import { findFirefox } from '../engines/firefox.js'
import { loop } from '../engines/loop.js'
import { findWebKit } from '../engines/webkit.js'
import type { SuiteStep, Tally } from './step.js'

const inEngine = async (found: EngineFound): Promise<Tally> => {
  if (found.status === 'absent') {
    const note = `${found.name} not found: ${found.why}`
    console.log(note)
    // Where everything was installed on purpose, nothing may be missing.
    return { passed: 0, failed: process.env['CI'] === 'true' ? 1 : 0, notes: [note] }
  }
  console.log(`${found.name}: ${found.where}`)
  return loop(found)
}

const step = (name: string, find: () => EngineFound): SuiteStep => ({ name, run: () => inEngine(find()) })

/** The isolation report and the short loop in the two other engines. */
export const engines: readonly SuiteStep[] = [step('browser (Firefox)', findFirefox), step('browser (WebKit)', findWebKit)]
