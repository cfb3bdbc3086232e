import { own } from '../own.js'
import { SILENT } from './consent-tool.js'
import type { ConsentTool, ToolAnswer } from './consent-tool.js'

/**
 * IAB TCF 2.3 (`__tcfapi`, command version 2; CMP API as of February 2026). Personalization stands for purpose 1 (store and access), 5 (create
 * profiles to personalise content) and 6 (use them to select content), aggregates for 1 and 9 (understand audiences
 * through statistics). Only consent counts, never legitimate interest, and only what the visitor decided: `tcloaded` (an
 * earlier choice) or `useractioncomplete`. Where it is not known that GDPR applies, where purpose 1 was not asked
 * (`purposeOneTreatment`), or where the string is of the abolished global scope, nothing was said, which is no.
 */
const PURPOSES = { personalization: [1, 5, 6], aggregates: [1, 9] } as const

type TcfApi = (command: string, version: number, callback: (answer: unknown, success: boolean) => void, parameter?: unknown) => void

export const tcf: ConsentTool = {
  name: 'tcf',
  listen(tell, ending) {
    const api: unknown = Reflect.get(globalThis, '__tcfapi')
    if (typeof api !== 'function') return false
    const call = api as TcfApi
    let spoken = false
    tell(SILENT)
    call('addEventListener', 2, (answer, success) => {
      if (ending.aborted) {
        call('removeEventListener', 2, () => undefined, own(answer, 'listenerId'))
        return
      }
      const said = success === true ? quietly(() => answerOf(answer)) : SILENT
      // Opened again by the visitor, what they chose before stands until they have chosen anew.
      if (spoken && said !== undefined && quietly(() => own(answer, 'eventStatus')) === 'cmpuishown') return
      spoken ||= said !== undefined && said !== SILENT
      tell(said ?? SILENT)
    })
    return true
  },
}

/** What a page hands over may throw at every touch; then nothing was said. */
function quietly<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}

function answerOf(answer: unknown): ToolAnswer {
  const status = own(answer, 'eventStatus')
  const decided = status === 'tcloaded' || status === 'useractioncomplete'
  const tool = own(answer, 'cmpStatus') ?? 'loaded'
  if (!decided || tool !== 'loaded' || own(answer, 'gdprApplies') !== true || own(answer, 'isServiceSpecific') === false || own(answer, 'purposeOneTreatment') === true) return SILENT
  const consents = own(own(answer, 'purpose'), 'consents')
  if (typeof consents !== 'object' || consents === null) return SILENT
  const all = (purposes: readonly number[]): 'granted' | 'denied' => {
    for (const purpose of purposes) if (own(consents, String(purpose)) !== true) return 'denied'
    return 'granted'
  }
  return { personalization: all(PURPOSES.personalization), aggregates: all(PURPOSES.aggregates) }
}
