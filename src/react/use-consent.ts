'use client'
import { useCallback, useEffect, useState } from 'react'
import type { ConsentManager, ConsentView } from '../client/hearth.js'
import type { Refusal } from '../core/answer.js'
import { useHearth } from './hearth-provider.js'

export interface UseConsent {
  /** What the visitor has decided; `undefined` until it was read. */
  readonly view: ConsentView | undefined
  /** Resolves when the decision holds in every tab. */
  readonly decide: ConsentManager['decide']
}

const NOT_STARTED: Refusal = { status: 'unavailable', code: 'not-started', message: 'The engine starts in the browser, after the first render.' }

/** The visitor's choices, kept up to date, and the way to change them. */
export function useConsent(): UseConsent {
  const hearth = useHearth()
  const [view, setView] = useState<ConsentView>()
  useEffect(() => {
    if (hearth === undefined) return
    let current = true
    const read = async (): Promise<void> => {
      const answer = await hearth.consent.read()
      if (current) setView(answer.status === 'ok' ? answer : undefined)
    }
    const stop = hearth.subscribe(() => void read())
    return () => {
      current = false
      stop()
    }
  }, [hearth])
  const decide = useCallback<ConsentManager['decide']>(async (choice, by) => {
    if (hearth === undefined) return NOT_STARTED
    const answer = await hearth.consent.decide(choice, { source: 'api', ...by })
    if (answer.status === 'ok') setView(answer)
    return answer
  }, [hearth])
  return { view, decide }
}
