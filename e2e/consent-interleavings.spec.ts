import fc from 'fast-check'
import { databases } from './engine-page.js'
import { expect, test } from './fixtures.js'
import { storedOn } from './interleavings/look.js'
import { runSequence } from './interleavings/run-sequence.js'
import { anyStep } from './interleavings/steps.js'
import { HOST } from './interleavings/tabs.js'
import { call, openModule } from './module-page.js'
import { slowWorker } from './mutants/overlay.js'

// An invariant that holds at the second try does not hold.
test.describe.configure({ retries: 0 })

/** Sequences tried; `HEARTH_INTERLEAVINGS` asks for more than the suite has time for. */
const RUNS = Number(process.env['HEARTH_INTERLEAVINGS'] ?? 3)

test('random interleavings in two tabs, reloads and crashes among them: after every step what the model says is what is there', async ({ browser, host }) => {
  test.setTimeout(90_000 + RUNS * 60_000)
  // The published files, and in turn the same on a slow device, where much can happen between the check and the write.
  const servers = [await host(HOST), await host({ ...HOST, overlay: slowWorker() })]
  let [sequences, tried] = [0, 0]
  await fc.assert(
    fc.asyncProperty(fc.array(anyStep, { minLength: 6, maxLength: 12 }), async (steps) => {
      const server = servers[sequences % 2]
      if (server !== undefined) tried += await runSequence(browser, server, steps)
      sequences += 1
      if (RUNS > 10 && sequences % 10 === 0) console.log(`${sequences} sequences, ${tried} steps so far`)
    }),
    { numRuns: RUNS, endOnFailure: true, ...(process.env['HEARTH_SEED'] === undefined ? {} : { seed: Number(process.env['HEARTH_SEED']) }) },
  )
  console.log(`${sequences} sequences, ${tried} steps, 0 violations`)
})

/** The databases are looked at directly; this keeps the helper honest about a history that does exist. */
test('the look at what is stored sees a history that is there', async ({ page, host }) => {
  const server = await host(HOST)
  await openModule(page, server, { consent: 'api' })
  await call(page, 'consent.decide', { personalization: 'granted' })
  await call(page, 'record', { kind: 'like', item: { id: 'a', title: 'A' } })
  expect(await databases(page)).toContain('hearth-history')
  expect(await storedOn(page)).toMatchObject({ kind: 'granted', receipts: 1 })
})
