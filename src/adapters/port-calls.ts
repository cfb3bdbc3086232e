import { type ProxyMethods, releaseProxy, wrap } from 'comlink'
import type { Unavailable } from '../core/answer.js'

/** Calls over a port whose other end may be ended at any time: each call then ends too, and so does one that is late. */
export interface PortCalls<Facade> {
  call<T>(use: (facade: Facade) => Promise<T>, ms: number, late: string): Promise<T | Unavailable>
  end(): void
}

/** `codes` names the two ways in which a call can end without an answer. */
export function createPortCalls<Facade>(port: MessagePort, codes: { readonly ended: Unavailable; readonly late: string }): PortCalls<Facade> {
  const facade = wrap(port) as Facade & ProxyMethods
  let finish: () => void = () => undefined
  const ended = new Promise<Unavailable>((resolve) => {
    finish = () => resolve(codes.ended)
  })
  return {
    async call(use, ms, late) {
      let timer: ReturnType<typeof setTimeout> | undefined
      const tooLate = new Promise<Unavailable>((resolve) => {
        timer = setTimeout(() => resolve({ status: 'unavailable', code: codes.late, message: late }), ms)
      })
      try {
        return await Promise.race([use(facade), ended, tooLate])
      } finally {
        clearTimeout(timer)
      }
    },
    end() {
      finish()
      facade[releaseProxy]()
      port.close()
    },
  }
}
