// `npm run build [-- --always] [-- --only dist]`
import { parseArgs } from 'node:util'
import { buildMissing } from './build-missing.js'
import { describeOutcome } from './describe-outcome.js'

const { values } = parseArgs({ options: { always: { type: 'boolean', default: false }, only: { type: 'string', default: 'everything' } } })

const outcomes = await buildMissing({
  always: values.always,
  only: values.only === 'dist' ? 'dist' : 'everything',
  onOutcome: (outcome) => {
    console.log(describeOutcome(outcome))
  },
})
process.exitCode = outcomes.every((outcome) => outcome.status === 'built' || outcome.status === 'fresh') ? 0 : 1
