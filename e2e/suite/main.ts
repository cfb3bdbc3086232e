// `npm test [-- --only NAME,…]`: every step, each with its own summary; the last line counts all tests of all steps.
import { parseArgs } from 'node:util'
import { browser } from './browser.js'
import { built } from './built.js'
import { engines } from './engines.js'
import { packaging } from './packaging.js'
import { readme } from './readme.js'
import { lint, types } from './static-checks.js'
import type { SuiteStep, Tally } from './step.js'
import { unit } from './unit.js'

const { values } = parseArgs({ options: { only: { type: 'string' } } })
const wanted = values.only?.split(',')
const steps: readonly SuiteStep[] = [types, lint, unit, built, packaging, readme, browser, ...engines].filter((step) => wanted?.some((name) => step.name.startsWith(name)) ?? true)

const summaries: string[] = []
let passed = 0
let failed = 0
for (const step of steps) {
  console.log(`\n== ${step.name}`)
  const started = performance.now()
  const tally: Tally = await step.run().catch((error: unknown) => ({ passed: 0, failed: 1, notes: [error instanceof Error ? (error.stack ?? error.message) : String(error)] }))
  for (const note of tally.notes) console.log(note)
  passed += tally.passed
  failed += tally.failed
  summaries.push(`${step.name}: ${String(tally.passed)} passed, ${String(tally.failed)} failed (${((performance.now() - started) / 1000).toFixed(1)} s)`)
  console.log(summaries.at(-1))
}
console.log(`\n${summaries.join('\n')}`)
console.log(`${String(passed)} passed, ${String(failed)} failed`)
// Anything a test left running must not keep the suite from ending.
process.exit(failed === 0 ? 0 : 1)
