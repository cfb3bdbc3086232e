import { createHearth } from '../client/own-folder.js'
import type { Hearth, HearthOptions } from '../client/hearth.js'

interface Shared {
  readonly hearth: Hearth
  holders: number
  ending: ReturnType<typeof setTimeout> | undefined
}

/** One engine for each set of options on a page, however often React mounts what uses it. */
const shared = new Map<string, Shared>()

/** Milliseconds an engine outlives its last holder: StrictMode and a change of route unmount and mount again at once. */
const LINGER_MS = 1_000

/** Takes part in the engine for `options`; `release` gives it up, and the last to do so closes it. */
export function leaseEngine(options: HearthOptions): { readonly hearth: Hearth; readonly release: () => void } {
  const key = engineKey(options)
  const entry = shared.get(key) ?? { hearth: createHearth(options), holders: 0, ending: undefined }
  shared.set(key, entry)
  clearTimeout(entry.ending)
  entry.holders += 1
  let held = true
  return {
    hearth: entry.hearth,
    release: () => {
      if (!held) return
      held = false
      entry.holders -= 1
      if (entry.holders > 0) return
      entry.ending = setTimeout(() => {
        shared.delete(key)
        void entry.hearth.close()
      }, LINGER_MS)
    },
  }
}

/** The same text for the same options, whatever the order of their keys. */
export function engineKey(options: HearthOptions): string {
  return JSON.stringify(Object.entries(options).sort(([a], [b]) => a.localeCompare(b)))
}
