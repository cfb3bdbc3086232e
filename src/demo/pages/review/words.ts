// As the page says of itself, and as the privacy centre on it writes.
const WRITTEN = document.documentElement.lang
const DAY = new Intl.DateTimeFormat(WRITTEN, { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' })
const MOMENT = new Intl.DateTimeFormat(WRITTEN, { dateStyle: 'medium', timeStyle: 'medium' })
const EPOCH_MS = 604_800_000

/** `19 Nov 2026 – 25 Nov 2026`: the days of an epoch, UTC. */
export const weekOf = (epoch: number): string => `${DAY.format(epoch * EPOCH_MS)} – ${DAY.format((epoch + 1) * EPOCH_MS - 1)}`

/** A moment in the reader's own time, to the second. */
export const momentOf = (at: number | string): string => MOMENT.format(new Date(at))

/** ε from integer micro-ε, exactly. */
export const epsilonOf = (micro: number): string => String(micro / 1_000_000)

export const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1)

/** Milliseconds of attention, as a person would say it. */
export const attention = (ms: number): string => (ms < 60_000 ? `${String(Math.round(ms / 1000))} s` : `${String(Math.round(ms / 6000) / 10)} min`)
