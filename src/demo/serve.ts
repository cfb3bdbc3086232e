// `npm start [-- --port 4173 --collector-port 8787 --host 127.0.0.1 --store build/collector --token …]`
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import * as v from 'valibot'
import { buildMissing } from '../build/build-missing.js'
import { describeOutcome } from '../build/describe-outcome.js'
import { scratch } from '../build/paths.js'
import { StoreBusy } from '../collector/store/folder-lock.js'
import { startDemo, type DemoOptions, type RunningDemo } from './server/start-demo.js'
import { whenStopped } from './server/when-stopped.js'

const Port = v.optional(v.pipe(v.string(), v.regex(/^\d+$/, 'a number from 0 to 65535'), v.transform(Number), v.maxValue(65_535, 'a number from 0 to 65535')))
const Arguments = v.object({ port: Port, 'collector-port': Port, host: v.optional(v.string()), store: v.optional(v.string()), token: v.optional(v.string()) })

/** Says what is wrong in one line, and ends. 2: asked for something that cannot be; 1: it could not be done now. */
function giveUp(message: string, code: 1 | 2): never {
  process.stderr.write(`npm start: ${message}\n`)
  process.exit(code)
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const taken = 'code' in error && error.code === 'EADDRINUSE' && 'port' in error ? String(error.port) : undefined
  return taken === undefined ? error.message : `port ${taken} is taken. Give another with --port or --collector-port; without them free ports are found.`
}

function readArguments(): v.InferOutput<typeof Arguments> {
  const text = { type: 'string' } as const
  try {
    const read = v.safeParse(Arguments, parseArgs({ options: { port: text, 'collector-port': text, host: text, store: text, token: text } }).values)
    return read.success ? read.output : giveUp(`--${v.getDotPath(read.issues[0]) ?? ''} ${String(read.issues[0].input)}: ${read.issues[0].message}`, 2)
  } catch (error) {
    return giveUp(messageOf(error), 2)
  }
}

/** The usual place of the tallies is for one demo at a time; a second one keeps its own for as long as it runs. */
async function start(options: DemoOptions, store: string | undefined): Promise<RunningDemo> {
  if (store !== undefined) return startDemo({ ...options, store })
  try {
    return await startDemo({ ...options, store: join(scratch, 'collector') })
  } catch (error) {
    if (!(error instanceof StoreBusy)) throw error
    console.error('Another demo is running from this folder: the collector of this one keeps its tallies only until it ends.')
    return startDemo(options)
  }
}

const asked = readArguments()
let close = (): Promise<void> => Promise.resolve()
void whenStopped().then(() => close()).then(() => process.exit(0))

const outcomes = await buildMissing({
  only: 'what is served',
  onOutcome: (outcome) => {
    if (outcome.status !== 'fresh') console.log(describeOutcome(outcome))
  },
})
if (outcomes.some((outcome) => outcome.status === 'missing' || outcome.status === 'failed')) console.error('Some parts could not be built; what is there is served.')

const { port, 'collector-port': collectorPort, host, token } = asked
const demo = await start(
  { ...(port === undefined ? {} : { port }), ...(collectorPort === undefined ? {} : { collectorPort }), ...(host === undefined ? {} : { host }), ...(token === undefined ? {} : { token }) },
  asked.store,
).catch((error: unknown) => giveUp(messageOf(error), 1))
close = () => demo.close()
console.log(`collector ${demo.collectorUrl}`)
console.log(`ready ${demo.url}`)
