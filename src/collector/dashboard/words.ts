import { EPOCH_MS } from '../../core/time.js'

const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' })
const whole = new Intl.NumberFormat('en-GB')
const percent = new Intl.NumberFormat('en-GB', { style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 })
const points = new Intl.NumberFormat('en-GB', { maximumSignificantDigits: 2 })

/** `19 Nov 2026 – 25 Nov 2026`: the days of an epoch, UTC. */
export function weekOf(epoch: number): string {
  return `${day.format(epoch * EPOCH_MS)} – ${day.format((epoch + 1) * EPOCH_MS - 1)}`
}

export function startOf(epoch: number): Date {
  return new Date(epoch * EPOCH_MS)
}

export function count(n: number): string {
  return whole.format(n)
}

/** A share as a percentage with one decimal place. */
export function share(value: number): string {
  return percent.format(value)
}

/** A share as percentage points with two significant digits. */
export function pointsOf(value: number): string {
  return `${points.format(value * 100)} points`
}
