import type { StoredRelease } from './release.js'

/** A release with how sending it went, as it is kept on the device. */
export interface StoredReport extends StoredRelease {
  readonly state: 'waiting' | 'sent' | 'given-up'
  /** Tries so far. A try is counted before it is made: a crash may waste one, never add one. */
  readonly attempts: number
  /** The collector's answer, or why it was given up. */
  readonly outcome?: string
  /**
   * The page that holds these bytes for the moment it is left. Until they leave, it alone may have them drawn again;
   * any other page makes them final first.
   */
  readonly preparedBy?: string
}

/** Tries of the same bytes, all within the report's epoch; then it is given up. */
export const MOST_ATTEMPTS = 3

/** The reports among what came out of the database: anything else is never shown as one, and never sent. */
export function soundReports(stored: readonly unknown[]): readonly StoredReport[] {
  return stored.filter((one): one is StoredReport => {
    const field = (name: keyof StoredReport): unknown => Reflect.get(Object(one), name)
    return field('bytes') instanceof Uint8Array && typeof field('reportId') === 'string' && Number.isSafeInteger(field('epoch')) && Number.isSafeInteger(field('attempts')) && /^(waiting|sent|given-up)$/.test(String(field('state')))
  })
}
