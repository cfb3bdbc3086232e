import type { Affinities } from './affinities.js'
import type { Lineup } from './lineup.js'

/** What speaks for likeness: an item read or a topic chosen, with its weight. */
export interface Voice {
  readonly vector: Float32Array
  readonly weight: number
  /** Where a reason points; −1: nowhere. */
  readonly place: number
}

/** Σ weight · exp(sharpness · cosine) over the voices, by candidate, with the place of the voice that gives most. */
export interface Chorus {
  readonly sums: Float64Array
  readonly nearest: Int32Array
}

interface Begun extends Chorus {
  readonly voices: readonly Voice[]
  readonly best: Float64Array
}

/** The last voices change most: a click is weighed anew by the attention that follows. So the sums are kept as they were before these. */
const UNSETTLED = 3

/**
 * Sums voices over a lineup, always in the order given. What a lineup's last sums have in common with the next, from the first voice on,
 * is not added again; a sum that is carried on is the same to the bit as one begun anew.
 */
export function createSoftMatch(affinities: Affinities): (lineup: Lineup, voices: readonly Voice[]) => Chorus {
  const kept = new WeakMap<Lineup, Begun>()
  return (lineup, voices) => {
    const before = kept.get(lineup)
    const begun = before !== undefined && begins(before.voices, voices) ? before : silence(lineup.shelved.length)
    // One stretch for all voices: a new one for each would be most of what there is to sweep up after a ranking.
    const heard = new Float32Array(lineup.indices.length)
    const add = (to: Begun, upTo: number): Begun => {
      const { sums, best, nearest } = { sums: to.sums.slice(), best: to.best.slice(), nearest: to.nearest.slice() }
      for (const voice of voices.slice(to.voices.length, upTo)) addVoice(voice, affinities.along(voice.vector, lineup, heard), sums, best, nearest)
      return { voices: voices.slice(0, upTo), sums, best, nearest }
    }
    const settled = voices.length - UNSETTLED > begun.voices.length ? add(begun, voices.length - UNSETTLED) : begun
    if (settled.voices.length > 0) kept.set(lineup, settled)
    return add(settled, voices.length)
  }
}

function silence(candidates: number): Begun {
  return { voices: [], sums: new Float64Array(candidates), best: new Float64Array(candidates), nearest: new Int32Array(candidates).fill(-1) }
}

function begins(start: readonly Voice[], voices: readonly Voice[]): boolean {
  return start.length <= voices.length && start.every(({ vector, weight, place }, i) => voices[i]?.vector === vector && voices[i]?.weight === weight && voices[i]?.place === place)
}

function addVoice({ weight, place }: Voice, affinities: Float32Array, sums: Float64Array, best: Float64Array, nearest: Int32Array): void {
  for (let i = 0; i < affinities.length; i++) {
    const part = weight * (affinities[i] ?? 0)
    sums[i] = (sums[i] ?? 0) + part
    if (part <= (best[i] ?? 0)) continue
    best[i] = part
    nearest[i] = place
  }
}
