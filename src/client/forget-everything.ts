import type { Refusal } from '../core/answer.js'
import { lookAgain } from './erasure.js'
import type { EngineDep } from './running.js'
import type { ErasureReport } from './hearth.js'

const KEPT: ErasureReport['kept'] = [
  { code: 'choice', what: 'the consent decision and its receipts', why: 'so that you are not asked again, and can show what you chose' },
  { code: 'budget', what: 'what was spent of the privacy budget, as totals by month', why: 'so that forgetting never makes room for more answers' },
]

const CACHE: ErasureReport['kept'][number] = { code: 'files', what: 'cached model files', why: 'they are the same for every visitor and hold nothing of yours' }

/** Erases the history whole, looks again at databases, caches and storage keys, and says what was found, what stays and why. */
export async function forgetEverything({ consent, settings, suspend, resume, repeat, announce }: EngineDep): Promise<ErasureReport | Refusal> {
  suspend()
  try {
    const status = await consent.forget()
    if (typeof status !== 'string') return status
    const there = await lookAgain(settings.namespace)
    const expected = (name: string): boolean => name.startsWith('database hearth-consent') || name.startsWith('cache ')
    return { status, found: there.filter((name) => !expected(name)), kept: [...KEPT, ...(there.some((name) => name.startsWith('cache ')) ? [CACHE] : [])] }
  } catch (error) {
    return { status: 'unavailable', code: 'erase-failed', message: `The browser refused to delete (${error instanceof Error ? error.name : 'unknown'}). Clear this site's data in the browser's settings.` }
  } finally {
    await resume()
    announce()
    repeat()
  }
}
