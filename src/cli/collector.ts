import { Command } from 'commander'
import { LIMITS as COLLECTOR_LIMITS, readTaskFile, serveCollector, StoreBusy } from '../collector/index.js'

interface Options {
  readonly store: string
  readonly tasks: string
  readonly port: string
  readonly host?: string
  readonly token?: string
  readonly rate: string
  readonly openDashboard?: boolean
  readonly json?: boolean
}

/** `hearth collector`: serves until it is stopped; exit 2 where the store, the task file or the port cannot be used. */
export function collectorCommand(): Command {
  return new Command('collector')
    .description('Serve the collector: take reports, publish estimates.')
    .requiredOption('--store <place>', 'a folder for the embedded database, or postgres://…')
    .requiredOption('--tasks <file>', 'the task file to publish')
    .option('--port <number>', 'port; 0 takes a free one', '8787')
    .option('--host <address>', 'address to listen on; default: all')
    .option('--token <text>', 'opens the results; default: a random one (or HEARTH_TOKEN)')
    .option('--rate <number>', 'reports a second that this process takes; past it the answer is 429', String(COLLECTOR_LIMITS.perSecond))
    .option('--open-dashboard', 'show the results to whoever can load the dashboard')
    .option('--json', 'one object on standard output once it serves')
    .action(async (options: Options) => {
      const failure = await serve(options)
      if (failure === undefined) return
      process.stderr.write(`${failure}\n`)
      process.exitCode = 2
    })
}

async function serve({ store, tasks: file, port, host, token = process.env['HEARTH_TOKEN'], rate, openDashboard = false, json = false }: Options): Promise<string | undefined> {
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) return `--port ${port}: a number from 0 to 65535`
  if (!/^[1-9]\d{0,6}$/.test(rate)) return `--rate ${rate}: a number from 1 to 9999999`
  if (token === '') return '--token: may not be empty'
  const read = await readTaskFile(file)
  if (read.status === 'invalid') return read.message
  const stop = stopSignal()
  try {
    const served = await serveCollector({
      store,
      tasks: read.tasks,
      port: Number(port),
      limits: { perSecond: Number(rate), burst: Math.max(1, Math.min(COLLECTOR_LIMITS.burst, 4 * Number(rate))) },
      ...(host === undefined ? {} : { host }),
      ...(token === undefined ? {} : { token }),
      dashboard: { open: openDashboard },
    })
    void stop.then(() => served.close()).then(() => process.exit(0))
    // A token that was passed in is known to who passed it; only one made here has to be shown.
    if (json) process.stdout.write(`${JSON.stringify({ url: served.url, ...(token === undefined ? { token: served.token } : {}) })}\n`)
    else process.stdout.write(`collector ${served.url}\n`)
    process.stderr.write(`dashboard ${token === undefined && !openDashboard ? served.dashboardUrl : served.url}\n`)
    return undefined
  } catch (error) {
    if (error instanceof StoreBusy) return error.message
    return `cannot serve: ${error instanceof Error ? error.message : 'unknown fault'}`
  }
}

/** Milliseconds in which a second signal is the first one come by another way: Ctrl-C reaches this process and npx, which passes it on. */
const SAME_SIGNAL_MS = 1_000

/** The first signal asks for an end in order, from the very start: a store that is just being made is finished first. A later one ends at once. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    const heard = (): void => {
      resolve()
      setTimeout(() => {
        for (const signal of ['SIGINT', 'SIGTERM'] as const) process.removeListener(signal, heard)
      }, SAME_SIGNAL_MS).unref()
    }
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, heard)
  })
}
