import type { Heard } from './assets.js'

/** Whoever shows a ranking ranks again at each new state: once a second says enough. */
const EVERY_MS = 1_000

/**
 * Several files heard as one: each call of the answer gives the listener of one file. Nothing is told before the sizes
 * of all `files` are known, so that the total never grows.
 */
export function together(files: number, heard: Heard | undefined): () => Heard | undefined {
  const parts: { bytes: number; total: number }[] = []
  let told = 0
  return () => {
    if (heard === undefined) return undefined
    const part = { bytes: 0, total: 0 }
    parts.push(part)
    return (bytes, total) => {
      Object.assign(part, { bytes, total })
      const sum = parts.reduce((all, one) => ({ bytes: all.bytes + one.bytes, total: all.total + one.total }), { bytes: 0, total: 0 })
      const now = performance.now()
      if (parts.length < files || parts.some((one) => one.total === 0) || (sum.bytes < sum.total && now - told < EVERY_MS)) return undefined
      told = now
      return heard(sum.bytes, sum.total)
    }
  }
}
