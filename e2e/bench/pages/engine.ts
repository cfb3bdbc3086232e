import type { Hearth } from '../../../src/client/hearth.js'

interface Installed {
  readonly ready: Promise<Hearth>
}

/** The engine of a page with the tag, as soon as it is there. */
export const theEngine = async (): Promise<Hearth> => {
  for (;;) {
    const found = Reflect.get(globalThis, 'hearth') as Installed | undefined
    if (found?.ready !== undefined) return found.ready
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
}

/** Resolved when the engine stands in one of the tiers. */
export const settledIn = (hearth: Hearth, tiers: readonly string[]): Promise<void> =>
  new Promise((resolve, reject) => {
    hearth.subscribe((state) => {
      if ((state.status === 'ready' || state.status === 'degraded') && tiers.includes(state.tier)) resolve()
      else if (state.status === 'unavailable') reject(new Error(state.why))
    })
  })
