import { releaseProxy, wrap } from 'comlink'
import type { Endpoint, ProxyMethods } from 'comlink'
import type { Unavailable } from '../core/answer.js'

/** A worker's facade whose calls always end: by the answer, by the deadline, or when the worker dies. */
export interface RemoteFacade<Facade> {
  call<T>(use: (facade: Facade) => Promise<T>, deadlineMs?: number): Promise<T | Unavailable>
  /** Ends every call under way with `worker-ended`. */
  end(message: string): void
  /** The same, and resolves once the worker has done a last thing, or is too slow to. */
  leave(message: string, last: (facade: Facade) => Promise<unknown>): Promise<void>
}

/** Longest that a worker's last act may take. */
const LAST_MS = 500

/** Longest that a call may take before it is given up; a ranking takes milliseconds, a slow phone's first one a second. */
const DEADLINE_MS = 15_000

/** Code of a call whose arguments cannot be copied to a worker. */
export const NOT_PLAIN = 'not-plain'

/** Bare Comlink waits for ever on terminate, 404 and uncaught throws; this races each call against them. */
export function createRemote<Facade>(endpoint: Endpoint): RemoteFacade<Facade> {
  const facade = wrap(endpoint) as Facade & ProxyMethods
  let ended: Unavailable | undefined
  let announce: (why: Unavailable) => void = () => undefined
  const end = new Promise<Unavailable>((resolve) => {
    announce = resolve
  })
  /** Whether it was this call that ended it. */
  const refuse = (message: string): boolean => {
    if (ended !== undefined) return false
    ended = { status: 'unavailable', code: 'worker-ended', message }
    announce(ended)
    return true
  }
  return {
    async call(use, deadlineMs = DEADLINE_MS) {
      if (ended !== undefined) return ended
      let timer: ReturnType<typeof setTimeout> | undefined
      const late = new Promise<Unavailable>((resolve) => {
        timer = setTimeout(() => resolve({ status: 'unavailable', code: 'worker-silent', message: `The worker gave no answer within ${deadlineMs} ms.` }), deadlineMs)
      })
      try {
        return await Promise.race([use(facade), end, late])
      } catch (error) {
        // By its name: the worker is of the frame's realm, and so is what it throws.
        if (Reflect.get(Object(error), 'name') === 'DataCloneError') return { status: 'unavailable', code: NOT_PLAIN, message: 'plain values only: no functions, elements or proxies' }
        // What the worker threw stays there: its words may hold the visitor's.
        return { status: 'unavailable', code: 'worker-failed', message: 'The worker could not answer. Reload the page; if it stays, report it with the steps that led here.' }
      } finally {
        clearTimeout(timer)
      }
    },
    end(message) {
      if (refuse(message)) facade[releaseProxy]()
    },
    async leave(message, last) {
      if (!refuse(message)) return
      await Promise.race([last(facade).catch(() => undefined), new Promise((resolve) => setTimeout(resolve, LAST_MS))])
      facade[releaseProxy]()
    },
  }
}

interface Living {
  alive(): Promise<true>
}

/** How often a worker is asked whether it lives, and how long its thread may take to say so. */
const PULSE_MS = 4000

/** The answer to a call, or `frozen` where the worker's thread stopped running meanwhile: a late answer is not a frozen one. */
export async function untilFrozen<Facade extends Living, T>(remote: RemoteFacade<Facade>, answer: Promise<T>): Promise<T | 'frozen'> {
  let answered = false
  const done = answer.finally(() => {
    answered = true
  })
  const pulse = async (): Promise<T | 'frozen'> => {
    while (!answered) {
      const beat = await Promise.race([done.then(() => true as const, () => true as const), remote.call((facade) => facade.alive(), PULSE_MS)])
      if (beat !== true && !answered && beat.code === 'worker-silent') return 'frozen'
      await Promise.race([done.then(() => undefined, () => undefined), new Promise((resolve) => setTimeout(resolve, PULSE_MS / 8))])
    }
    return done
  }
  return Promise.race([done, pulse()])
}
