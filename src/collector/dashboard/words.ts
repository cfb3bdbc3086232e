import { EPOCH_MS } from '../../core/time.js'

const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' })
const short = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' })
const whole = new Intl.NumberFormat('en-GB')
const percent = new Intl.NumberFormat('en-GB', { style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 })
const points = new Intl.NumberFormat('en-GB', { maximumSignificantDigits: 2 })
const money = new Intl.NumberFormat('en-GB', { minimumFractionDigits: 2, maximumFractionDigits: 2 })

/** `19 Nov 2026 – 25 Nov 2026`: the days of an epoch, UTC. */
export function weekOf(epoch: number): string {
  return `${day.format(epoch * EPOCH_MS)} – ${day.format((epoch + 1) * EPOCH_MS - 1)}`
}

/** `19 Nov`: the first day of an epoch. */
export function firstDayOf(epoch: number): string {
  return short.format(epoch * EPOCH_MS)
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

/** A share as a percentage for an axis: no `.0`. */
export function tick(value: number): string {
  return share(value).replace('.0', '')
}

/** A share as percentage points with two significant digits. */
export function pointsOf(value: number): string {
  return `${points.format(value * 100)} points`
}

/** A difference with its sign, a true minus included: `+1.2 points`, `−0.40`. */
export function signed(value: number, unit: Unit): string {
  const sign = value > 0 ? '+' : value < 0 ? '−' : ''
  return `${sign}${unit === 'share' ? pointsOf(Math.abs(value)) : money.format(Math.abs(value))}`
}

export type Unit = 'share' | 'amount'

/** A value in its unit: a percentage, or an amount of whatever currency the site sells in. */
export function valueOf(value: number, unit: Unit): string {
  return unit === 'share' ? share(value) : money.format(value)
}

/** What a measure is called. */
export const MEASURES: Readonly<Record<string, string>> = {
  conversion: 'Conversion: browsers that bought',
  click: 'Click rate: browsers that clicked in a slot',
  return: 'Return rate: browsers here on a second day',
  buyers: 'Browsers that bought',
  'order-value': 'Order value, mean of those that bought',
  'lifetime-value': 'Spent in twelve weeks, mean of those that bought',
  'value-per-browser': 'Spent, mean of all browsers',
}

export function measureName(measure: string): string {
  return MEASURES[measure] ?? measure
}
