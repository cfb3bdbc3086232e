import type { Invalid } from '../core/answer.js'
import { given } from '../core/given.js'
import type { ConsentSource } from './hearth.js'
import { own } from './own.js'

/** A choice whose words are known to be ours. */
export interface ChoiceMade {
  readonly personalization?: 'granted' | 'denied'
  readonly aggregates?: 'granted' | 'denied'
}

const SOURCES: Readonly<Record<string, ConsentSource>> = Object.assign(Object.create(null), { banner: 'banner', centre: 'centre', cmp: 'cmp', api: 'api' })

/** Reads what a caller decided. Only own properties count: a page that has put `personalization` on `Object.prototype` has decided nothing. */
export function readChoice(choice: unknown, by: unknown): { readonly choice: ChoiceMade; readonly source: ConsentSource; readonly notice?: string } | Invalid {
  if (typeof choice !== 'object' || choice === null) return { status: 'invalid', path: 'choice', message: 'an object such as {personalization: "granted"}' }
  const personalization = own(choice, 'personalization')
  const aggregates = own(choice, 'aggregates')
  if (!isAnswer(personalization)) return wrong('personalization')
  if (!isAnswer(aggregates)) return wrong('aggregates')
  const source = own(by, 'source')
  const notice = own(by, 'notice')
  // Without a prototype, so that what is not said here is not said anywhere.
  return bare({
    choice: bare(given({ personalization, aggregates })),
    source: (typeof source === 'string' ? SOURCES[source] : undefined) ?? 'api',
    ...(typeof notice === 'string' ? { notice } : {}),
  })
}

const bare = <T extends object>(value: T): T => Object.assign(Object.create(null), value)

const isAnswer = (value: unknown): value is 'granted' | 'denied' | undefined => value === undefined || value === 'granted' || value === 'denied'

const wrong = (path: string): Invalid => ({ status: 'invalid', path, message: '"granted" or "denied"' })
