'use client'
import { createContext, useContext, useEffect, useState, type ReactElement, type ReactNode } from 'react'
import type { Hearth, HearthOptions } from '../client/hearth.js'
import { engineKey, leaseEngine } from './engine-lease.js'

const HearthContext = createContext<Hearth | undefined>(undefined)

export interface HearthProviderProps {
  /** What `createHearth` takes. Two providers with the same options share one engine. */
  readonly options?: HearthOptions
  /** An engine that the site made itself, instead of `options`; it is not closed here. */
  readonly hearth?: Hearth
  readonly children?: ReactNode
}

const NO_OPTIONS: HearthOptions = {}

/** Gives the engine to everything below. It starts after the first render in the browser, never on the server. */
export function HearthProvider({ options = NO_OPTIONS, hearth, children }: HearthProviderProps): ReactElement {
  const [leased, setLeased] = useState<Hearth>()
  const key = engineKey(options)
  useEffect(() => {
    if (hearth !== undefined) return
    const lease = leaseEngine(Object.fromEntries(JSON.parse(key)))
    setLeased(lease.hearth)
    return () => {
      lease.release()
      setLeased(undefined)
    }
  }, [key, hearth])
  return <HearthContext value={hearth ?? leased}>{children}</HearthContext>
}

/** The engine; `undefined` on the server and until the first effect has run. */
export function useHearth(): Hearth | undefined {
  return useContext(HearthContext)
}
