import type { ProbeReport, WayOut } from '../../protocol/isolation.js'
import { ATTEMPTS, SILENCE_MS } from './attempt.js'
import type { Attempt } from './attempt.js'

/** Constant addresses, so that even an attempt that gets through, or is reported by the host, says nothing about the visitor. */
const ELSEWHERE = ['https://hearth-probe.invalid/isolation', 'http://hearth-probe.invalid/isolation']
/** In the frame. Outside of it a file that surely is there and runs is asked for: a module that is missing fails just like one that was refused. */
const AT_HOME = '/hearth-isolation-probe'
const DOOR = 'door.js'

const WASM_MODULE = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0)

/** Longest wait for a violation that is told after its refusal. */
const TOLD_MS = 1_000

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
  const home = location.protocol === 'blob:' ? `${origin}${AT_HOME}` : new URL(DOOR, location.href).href
  const nested = await tryNested(origin)
  const tried = await tryAll(home)
  const wasm = allowsWasm()
  await pause(0)
  for (let waited = 0; waited < TOLD_MS && tried.some((one) => reachedHome(one, violations)); waited += 50) await pause(50)
  self.removeEventListener('securitypolicyviolation', listen)
  const named = tried.map((one) => [one.name, judged(one, violations)] as const)
  return { ways: { ...Object.fromEntries(named), ...nested }, reporting: reportingPolicies(violations), wasm }
}

/** A way out as it was tried: first at home, then elsewhere; nothing where the browser has no such way. */
interface Tried {
  readonly name: string
  readonly outcomes: readonly { readonly address: string; readonly way: WayOut }[]
}

/** One by one what blocks the thread, then all others at once. */
async function tryAll(home: string): Promise<readonly Tried[]> {
  const tried: Tried[] = []
  for (const attempt of ATTEMPTS) if (attempt.blocking) tried.push(await tryEverywhere(attempt, home))
  return [...tried, ...(await Promise.all(ATTEMPTS.filter(({ blocking }) => blocking === undefined).map((attempt) => tryEverywhere(attempt, home))))]
}

async function tryEverywhere({ name, needs, homeOnly, anyScheme, run }: Attempt, home: string): Promise<Tried> {
  if (needs !== undefined && Reflect.get(globalThis, needs) === undefined) return { name, outcomes: [] }
  const addresses = [...(homeOnly ? [home] : [home, ...ELSEWHERE]).map((address) => `${address}?way=${name}`), ...(anyScheme ? [strange(name)] : [])]
  return { name, outcomes: await Promise.all(addresses.map(async (address) => ({ address, way: await Promise.race([run(address), silence()]) }))) }
}

/**
 * An address of no web: policies that allow every address there is refuse it, and a report of it holds the scheme, which
 * is as good as any word.
 */
const strange = (name: string): string => `hearth-probe-${name.toLowerCase()}:isolation`

/** A browser may show an address under another scheme (sockets), and of a scheme that is not the web's only the scheme. */
const bare = (address: string): string => address.replace(/^\w+:\/\//, '')

const violationAt = (address: string, violations: readonly SecurityPolicyViolationEvent[]): SecurityPolicyViolationEvent | undefined =>
  violations.find(({ blockedURI }) => bare(blockedURI) === bare(address) || (blockedURI !== '' && address.startsWith(`${blockedURI}:`)))

/** The browser shows that a policy refused this way elsewhere, and shows nothing of the kind at home: what failed there failed after it got out. */
function reachedHome({ outcomes: [home, ...elsewhere] }: Tried, violations: readonly SecurityPolicyViolationEvent[]): boolean {
  return home?.way.verdict === 'refused' && violationAt(home.address, violations) === undefined && elsewhere.some(({ address }) => violationAt(address, violations) !== undefined)
}

function judged(one: Tried, violations: readonly SecurityPolicyViolationEvent[]): WayOut {
  const { name, outcomes } = one
  const [home] = outcomes
  if (home === undefined) return { verdict: 'absent' }
  const open = outcomes.find(({ way }) => way.verdict === 'open')
  if (open !== undefined) return open.way
  if (reachedHome(one, violations)) return { verdict: 'open', by: 'no policy refused it' }
  const violation = violationAt(home.address, violations) ?? violations.find(({ blockedURI }) => blockedURI === name)
  return home.way.verdict === 'refused' && violation !== undefined ? { verdict: 'refused', by: `${violation.effectiveDirective} (${home.way.by})` } : home.way
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
