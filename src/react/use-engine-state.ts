'use client'
import { useCallback, useSyncExternalStore } from 'react'
import type { EngineState } from '../client/hearth.js'
import { useHearth } from './hearth-provider.js'

const LOADING: EngineState = { status: 'loading' }
const nothing = (): void => undefined

/** Where the engine stands; `loading` on the server. */
export function useEngineState(): EngineState {
  const hearth = useHearth()
  const subscribe = useCallback((changed: () => void) => hearth?.subscribe(changed) ?? nothing, [hearth])
  return useSyncExternalStore(subscribe, () => hearth?.state ?? LOADING, () => LOADING)
}
