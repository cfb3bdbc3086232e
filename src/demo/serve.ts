// `npm start [-- --port 4173 --collector-port 8787 --host 127.0.0.1 --store build/collector --token …]`
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import * as v from 'valibot'
import { buildMissing } from '../build/build-missing.js'
import { describeOutcome } from '../build/describe-outcome.js'
import { scratch } from '../build/paths.js'
import { startDemo } from './server/start-demo.js'

const Port = v.optional(v.pipe(v.string(), v.regex(/^\d+$/, 'a port is a number from 0 to 65535'), v.transform(Number), v.maxValue(65_535)))
const Arguments = v.object({ port: Port, 'collector-port': Port, host: v.optional(v.string()), store: v.optional(v.string()), token: v.optional(v.string()) })

const text = { type: 'string' } as const
const { values } = parseArgs({ options: { port: text, 'collector-port': text, host: text, store: text, token: text } })
const asked = v.parse(Arguments, values)

const outcomes = await buildMissing({
  onOutcome: (outcome) => {
    if (outcome.status !== 'fresh') console.log(describeOutcome(outcome))
  },
})
if (outcomes.some((outcome) => outcome.status === 'missing' || outcome.status === 'failed')) console.error('Some parts could not be built; what is there is served.')

const demo = await startDemo({
  ...(asked.port === undefined ? {} : { port: asked.port }),
  ...(asked['collector-port'] === undefined ? {} : { collectorPort: asked['collector-port'] }),
  ...(asked.host === undefined ? {} : { host: asked.host }),
  ...(asked.token === undefined ? {} : { token: asked.token }),
  store: asked.store ?? join(scratch, 'collector'),
})
console.log(`collector ${demo.collectorUrl}`)
console.log(`ready ${demo.url}`)

let closing = false
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (closing) return
    closing = true
    void demo.close().then(() => process.exit(0))
  })
}
