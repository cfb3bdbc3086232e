import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const hearth = fileURLToPath(new URL('../../cli/hearth.js', import.meta.url))

/** `hearth collector` as a process of its own. */
export interface CollectorProcess {
  readonly url: string
  readonly token: string
  readonly child: ChildProcess
  /** Everything it wrote, for a search. */
  readonly said: () => string
  stop(signal: NodeJS.Signals): Promise<number | null>
}

export async function startCollector(store: string, tasks: string, token = 'secret'): Promise<CollectorProcess> {
  const child = spawn(process.execPath, [hearth, 'collector', '--store', store, '--tasks', tasks, '--port', '0', '--token', token, '--json'], { stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  const started = new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      const line = said.split('\n').find((each) => each.startsWith('{'))
      if (line !== undefined) resolve((JSON.parse(line) as { url: string }).url)
    })
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
    child.once('exit', (code) => reject(new Error(`the collector ended with ${String(code)}: ${said}`)))
  })
  return {
    url: await started,
    token,
    child,
    said: () => said,
    async stop(signal) {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
      child.kill(signal)
      const [code] = (await once(child, 'exit')) as [number | null]
      return code
    },
  }
}

const AT_ONCE = 32

/** Sends reports, so many at a time, until all are sent or the collector is gone; answers those that were accepted (201) and those that are unsure. `midway.then` is called once that many were accepted, while others are under way. */
export async function load(urls: readonly string[], reports: readonly Uint8Array[], midway?: { readonly accepted: number; readonly then: () => void }): Promise<{ readonly accepted: readonly Uint8Array[]; readonly known: readonly Uint8Array[]; readonly unsure: readonly Uint8Array[] }> {
  const [accepted, known, unsure] = [[], [], []] as Uint8Array[][]
  let next = 0
  const worker = async (): Promise<void> => {
    while (next < reports.length) {
      const at = next
      next += 1
      const bytes = reports[at]
      const url = urls[at % urls.length]
      if (bytes === undefined || url === undefined) return
      try {
        const { status } = await fetch(`${url}v1/reports`, { method: 'POST', body: new Uint8Array(bytes), headers: { 'content-type': 'application/octet-stream' } })
        if (status === 201 && accepted?.push(bytes) === midway?.accepted) midway?.then()
        if (status === 201) continue
        if (status === 200) known?.push(bytes)
        else unsure?.push(bytes)
      } catch {
        unsure?.push(bytes)
      }
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  return { accepted: accepted ?? [], known: known ?? [], unsure: unsure ?? [] }
}
