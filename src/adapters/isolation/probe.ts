import type { ProbeReport, WayOut } from '../../protocol/isolation.js'
import { ATTEMPTS, SILENCE_MS } from './attempt.js'
import type { Attempt } from './attempt.js'

/** Constant addresses, so that even an attempt that gets through, or is reported by the host, says nothing about the visitor. */
const ELSEWHERE = ['https://hearth-probe.invalid/isolation', 'http://hearth-probe.invalid/isolation']
const AT_HOME = '/hearth-isolation-probe'

const WASM_MODULE = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0)

/**
 * Tries each way out of this worker, at the page's own origin (which would answer) and elsewhere, and says what refused
 * it. A violation seen under a policy that reports is a way out of its own: the browser would post the refused address.
 */
export async function probe(origin: string): Promise<ProbeReport> {
  const violations: SecurityPolicyViolationEvent[] = []
  const listen = (event: Event): void => {
    if (event instanceof SecurityPolicyViolationEvent) violations.push(event)
  }
  self.addEventListener('securitypolicyviolation', listen)
  const nested = await tryNested(origin)
  const tried = await tryAll(`${origin}${AT_HOME}`)
  const wasm = allowsWasm()
  await pause(0)
  self.removeEventListener('securitypolicyviolation', listen)
  const named = tried.map(([name, way]) => [name, withDirective(name, way, violations)] as const)
  return { ways: { ...Object.fromEntries(named), ...nested }, reporting: reportingPolicies(violations), wasm }
}

/** One by one what blocks the thread, then all others at once. */
async function tryAll(home: string): Promise<readonly (readonly [string, WayOut])[]> {
  const tried: (readonly [string, WayOut])[] = []
  for (const attempt of ATTEMPTS) if (attempt.blocking) tried.push([attempt.name, await tryEverywhere(attempt, home)])
  const others = ATTEMPTS.filter(({ blocking }) => blocking === undefined)
  return [...tried, ...(await Promise.all(others.map(async (attempt) => [attempt.name, await tryEverywhere(attempt, home)] as const)))]
}

async function tryEverywhere(attempt: Attempt, home: string): Promise<WayOut> {
  const addresses = attempt.homeOnly ? [home] : [home, ...ELSEWHERE]
  if (attempt.needs !== undefined && Reflect.get(globalThis, attempt.needs) === undefined) return { verdict: 'absent' }
  const outcomes = await Promise.all(addresses.map((address) => Promise.race([attempt.run(addressFor(address, attempt.name)), silence()])))
  return outcomes.find(({ verdict }) => verdict === 'open') ?? outcomes[0] ?? { verdict: 'absent' }
}

/** The address of one way, so that a violation can be told to belong to it. */
const addressFor = (address: string, name: string): string => `${address}?way=${name}`

function withDirective(name: string, way: WayOut, violations: readonly SecurityPolicyViolationEvent[]): WayOut {
  const violation = violations.find(({ blockedURI }) => blockedURI === name || blockedURI.endsWith(`?way=${name}`))
  return way.verdict === 'refused' && violation !== undefined ? { verdict: 'refused', by: `${violation.effectiveDirective} (${way.by})` } : way
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

async function silence(): Promise<WayOut> {
  await pause(SILENCE_MS)
  return { verdict: 'open', by: `no refusal within ${SILENCE_MS} ms` }
}

/** A blob of our own may start a worker or a module: it inherits the policy, which is shown by its own failing fetch. */
async function tryNested(origin: string): Promise<Record<string, WayOut>> {
  const source = `const answer = (text) => postMessage(text); Promise.resolve().then(() => fetch(${JSON.stringify(`${origin}${AT_HOME}`)}, { mode: 'no-cors' })).then(() => answer('open'), () => answer('refused'))`
  return { 'blob worker': await nestedWorker(source), 'blob import': await Promise.race([nestedModule(), silence()]) }
}

function nestedWorker(source: string): Promise<WayOut> {
  const started = new Promise<WayOut>((resolve) => {
    try {
      const url = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }))
      const Nested = Reflect.get(globalThis, 'Worker') as (new (url: string) => Worker) | undefined
      if (Nested === undefined) return resolve({ verdict: 'absent' })
      const worker = new Nested(url)
      const settle = (way: WayOut): void => {
        worker.terminate()
        URL.revokeObjectURL(url)
        resolve(way)
      }
      worker.onmessage = ({ data }) => settle(data === 'refused' ? { verdict: 'contained', by: 'inherits the policy; its fetch was refused' } : { verdict: 'open', by: 'its fetch was answered' })
      worker.onerror = (event) => {
        event.preventDefault()
        settle({ verdict: 'refused', by: 'error event' })
      }
    } catch (error) {
      resolve({ verdict: 'refused', by: error instanceof Error ? error.name : 'error' })
    }
  })
  return Promise.race([started, silence()])
}

async function nestedModule(): Promise<WayOut> {
  const url = URL.createObjectURL(new Blob(['export {}'], { type: 'text/javascript' }))
  try {
    await import(/* @vite-ignore */ url)
    return { verdict: 'contained', by: 'runs under the same policy' }
  } catch (error) {
    return { verdict: 'refused', by: error instanceof Error ? error.name : 'error' }
  } finally {
    URL.revokeObjectURL(url)
  }
}

function reportingPolicies(violations: readonly SecurityPolicyViolationEvent[]): readonly string[] {
  const reporting = violations.filter(({ originalPolicy }) => /(^|;)\s*report-(uri|to)\s/i.test(originalPolicy))
  return [...new Set(reporting.map(({ effectiveDirective }) => effectiveDirective))]
}

function allowsWasm(): boolean {
  try {
    return new WebAssembly.Module(WASM_MODULE) instanceof WebAssembly.Module
  } catch {
    return false
  }
}
