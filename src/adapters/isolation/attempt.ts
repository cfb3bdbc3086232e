import type { WayOut } from '../../protocol/isolation.js'

/** One way out of a worker, tried for real. `run` settles when the way is known to have led somewhere or nowhere. */
export interface Attempt {
  readonly name: string
  /** Global that the way needs; where it is missing, the way is absent. */
  readonly needs?: string
  /**
   * It blocks this thread while it starts. Firefox may never come back from it while other loads are under way, so it is
   * tried alone, and before them.
   */
  readonly blocking?: true
  /** The platform itself refuses every other origin, so that only an attempt at home says anything. */
  readonly homeOnly?: true
  /** Tried with a scheme of nobody's too: a host policy that allows every address still refuses that one, and its report names the scheme. */
  readonly anyScheme?: true
  readonly run: (address: string) => Promise<WayOut>
}

/** How long a way may stay silent before it counts as open: refusals come at once, a real connection takes a round trip. */
export const SILENCE_MS = 12_000

const refused = (error: unknown): WayOut => ({ verdict: 'refused', by: error instanceof Error ? error.name : 'error event' })
const open = (by: string): WayOut => ({ verdict: 'open', by })

// The names below are looked up, not written as calls, so that this file itself cannot be mistaken for a user of the network.
type Constructor = new (...args: readonly unknown[]) => EventTarget & { close?(): void; terminate?(): void; load?(): Promise<unknown> }
const constructorOf = (name: string): Constructor => Reflect.get(globalThis, name) as Constructor
const functionOf = (name: string): ((...args: readonly unknown[]) => unknown) => Reflect.get(globalThis, name) as (...args: readonly unknown[]) => unknown

const byPromise = (start: (address: string) => unknown) => async (address: string): Promise<WayOut> => {
  try {
    await start(address)
    return open('answered')
  } catch (error) {
    return refused(error)
  }
}

/** Opens something that answers by events; `error` refuses, any of `proofs` means that it got through. */
const byEvents = (name: string, proofs: readonly string[], args: readonly unknown[] = []) => (address: string): Promise<WayOut> =>
  new Promise((resolve) => {
    try {
      const target = new (constructorOf(name))(address, ...args)
      target.addEventListener('error', (event) => {
        event.preventDefault()
        resolve(refused(undefined))
      })
      for (const proof of proofs) target.addEventListener(proof, () => resolve(open(proof)))
    } catch (error) {
      resolve(refused(error))
    }
  })

const byRequest = (address: string): Promise<WayOut> =>
  new Promise((resolve) => {
    try {
      const request = new (constructorOf('XMLHttpRequest'))() as EventTarget & { open(method: string, url: string): void; send(): void }
      request.addEventListener('load', () => resolve(open('answered')))
      request.addEventListener('error', () => resolve(refused(undefined)))
      request.open('GET', address)
      request.send()
    } catch (error) {
      resolve(refused(error))
    }
  })

const evaluates = (): Promise<WayOut> => {
  try {
    functionOf('eval')('0')
    return Promise.resolve({ verdict: 'contained', by: 'runs under the same policy' })
  } catch (error) {
    return Promise.resolve(refused(error))
  }
}

/** The name of a policy that a host has not allowed, or that is there already, stands in the host's report. */
const namesPolicies = (): Promise<WayOut> => {
  const factory = Reflect.get(globalThis, 'trustedTypes') as { createPolicy(name: string, rules: object): unknown }
  try {
    for (let time = 0; time < 2; time += 1) factory.createPolicy('hearth-probe', {})
    return Promise.resolve({ verdict: 'contained', by: 'a name that goes nowhere' })
  } catch (error) {
    return Promise.resolve(refused(error))
  }
}

const socket = (address: string): string => address.replace(/^http/, 'ws')

/** Every way out that a worker may have, by its platform name. */
export const ATTEMPTS: readonly Attempt[] = [
  { name: 'fetch', needs: 'fetch', anyScheme: true, run: byPromise((address) => functionOf('fetch')(address, { cache: 'no-store', mode: 'no-cors' })) },
  { name: 'XMLHttpRequest', needs: 'XMLHttpRequest', run: byRequest },
  { name: 'import', anyScheme: true, run: byPromise((address) => import(/* @vite-ignore */ address)) },
  { name: 'WebSocket', needs: 'WebSocket', run: (address) => byEvents('WebSocket', ['open'])(socket(address)) },
  { name: 'EventSource', needs: 'EventSource', run: byEvents('EventSource', ['open', 'message']) },
  { name: 'WebTransport', needs: 'WebTransport', run: (address) => webTransport(address) },
  { name: 'Worker', needs: 'Worker', blocking: true, homeOnly: true, run: byEvents('Worker', ['message'], [{ type: 'module' }]) },
  { name: 'SharedWorker', needs: 'SharedWorker', blocking: true, homeOnly: true, run: byEvents('SharedWorker', ['message']) },
  { name: 'importScripts', needs: 'importScripts', blocking: true, run: byPromise((address) => functionOf('importScripts')(address)) },
  { name: 'FontFace', needs: 'FontFace', anyScheme: true, run: byPromise((address) => new (constructorOf('FontFace'))('probe', `url(${address})`).load?.()) },
  { name: 'eval', needs: 'eval', run: evaluates },
  { name: 'trustedTypes', needs: 'trustedTypes', run: namesPolicies },
]

async function webTransport(address: string): Promise<WayOut> {
  try {
    const transport = new (constructorOf('WebTransport'))(address.replace(/^http:/, 'https:')) as EventTarget & { ready: Promise<unknown>; closed: Promise<unknown> }
    transport.closed.catch(() => undefined)
    await transport.ready
    return open('ready')
  } catch (error) {
    return refused(error)
  }
}
