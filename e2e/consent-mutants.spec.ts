import { expect, test } from './fixtures.js'
import { runSequence } from './interleavings/run-sequence.js'
import { HOST } from './interleavings/tabs.js'
import { buildMutant } from './mutants/build-mutant.js'
import { CONSENT_MUTANTS } from './mutants/consent-mutants.js'

/** Each is the built product with one fault in a source file; the model of the interleavings must see it. */
for (const mutant of CONSENT_MUTANTS) {
  test(`the model catches ${mutant.name}`, async ({ browser, host }) => {
    const server = await host({ ...HOST, overlay: await buildMutant(mutant) })
    const steps = Array.from({ length: mutant.rounds }, () => mutant.provoke).flat()
    await expect(runSequence(browser, server, steps)).rejects.toThrow(/expect/)
  })
}
