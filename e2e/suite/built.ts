import { buildMissing } from '../../src/build/build-missing.js'
import { describeOutcome } from '../../src/build/describe-outcome.js'
import type { SuiteStep } from './step.js'

/** `npm run build`: every part must be there. */
export const built: SuiteStep = {
  name: 'build',
  run: async () => {
    const outcomes = await buildMissing()
    const sound = outcomes.filter((outcome) => outcome.status === 'built' || outcome.status === 'fresh')
    return { passed: sound.length, failed: outcomes.length - sound.length, notes: outcomes.map(describeOutcome) }
  },
}
