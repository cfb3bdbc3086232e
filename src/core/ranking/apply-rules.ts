import type { Item } from '../item.js'
import type { ListLimits } from './formula.js'
import type { Part } from './parts.js'
import { type Rule, speaksOf } from './rules.js'
import type { Shelved } from './shelved.js'

/** What boost and bury add to the scores, in standard deviations. */
export function ruleParts(rules: readonly Rule[], shelved: readonly Shelved[]): readonly Part[] {
  return rules.flatMap((rule): Part[] => {
    const by = 'boost' in rule ? rule.by : 'bury' in rule ? -rule.by : 0
    if (by === 0) return []
    return [{ kind: 'rule', values: Float64Array.from(shelved, ({ item }) => (speaksOf(rule, item) ? by : 0)), says: () => ({ code: by > 0 ? 'rule-forward' : 'rule-back' }) }]
  })
}

/** What a rule asks of a list's calibration. */
export function calibrationOf(rules: readonly Rule[]): Partial<Pick<ListLimits, 'calibration'>> {
  const rule = rules.find((one) => 'calibrate' in one)
  return rule === undefined ? {} : { calibration: rule.by }
}

/** Places without the filtered ones; where that would leave nothing, all of them: a slot is never emptied. */
export function filtered(rules: readonly Rule[], places: readonly number[], itemOf: (place: number) => Item): readonly number[] {
  const filters = rules.filter((rule) => 'filter' in rule)
  if (filters.length === 0) return places
  const left = places.filter((place) => !filters.some((rule) => speaksOf(rule, itemOf(place))))
  return left.length === 0 ? places : left
}

/** Caps, floors and pins over a finished list, in this order; nothing is lost. */
export function arranged(rules: readonly Rule[], list: readonly number[], itemOf: (place: number) => Item): readonly number[] {
  let order = list
  for (const rule of rules) if ('cap' in rule) order = capped(rule, order, itemOf)
  for (const rule of rules) if ('floorEach' in rule) order = flooredEach(rule, order, itemOf)
  for (const rule of rules) if ('floor' in rule) order = floored(rule, order, itemOf)
  const pins = rules.filter((rule) => 'pin' in rule).sort((a, b) => a.at - b.at)
  for (const rule of pins) {
    const place = order.find((one) => itemOf(one).id === rule.pin)
    if (place === undefined) continue
    const others = order.filter((one) => one !== place)
    order = [...others.slice(0, rule.at - 1), place, ...others.slice(rule.at - 1)]
  }
  return order
}

function capped(rule: Rule & { readonly most: number; readonly within: number }, list: readonly number[], itemOf: (place: number) => Item): readonly number[] {
  const head: number[] = []
  const late: number[] = []
  let counted = 0
  let at = 0
  for (; at < list.length && head.length < rule.within; at++) {
    const place = list[at] ?? 0
    if (!speaksOf(rule, itemOf(place))) head.push(place)
    else if (counted < rule.most) {
      counted++
      head.push(place)
    } else late.push(place)
  }
  return [...head, ...late, ...list.slice(at)]
}

/** Moves the best that the rule speaks of to the end of the first positions, until enough stand there. */
function floored(rule: Rule & { readonly least: number; readonly within: number }, list: readonly number[], itemOf: (place: number) => Item): readonly number[] {
  const isMeant = (place: number): boolean => speaksOf(rule, itemOf(place))
  const head = list.slice(0, rule.within)
  const rest = list.slice(rule.within)
  const missing = rule.least - head.filter(isMeant).length
  const raised = missing > 0 ? rest.filter(isMeant).slice(0, missing) : []
  if (raised.length === 0) return list
  const spare = head.filter((place) => !isMeant(place)).slice(-raised.length)
  return [...head.filter((place) => !spare.includes(place)), ...raised, ...spare, ...rest.filter((place) => !raised.includes(place))]
}

/**
 * Gives every provider (or category) its places among the first positions, those with the best items first, as far as there are positions:
 * the last item of a group that has more than its own makes room for the best of a group that has less.
 */
function flooredEach({ floorEach, least, within }: Rule & { readonly floorEach: 'provider' | 'category'; readonly least: number; readonly within: number }, list: readonly number[], itemOf: (place: number) => Item): readonly number[] {
  const groupOf = (place: number): string | undefined => itemOf(place)[floorEach]
  const head = list.slice(0, within)
  const late: number[] = []
  const countOf = (group: string | undefined): number => head.filter((place) => groupOf(place) === group).length
  for (const place of list.slice(within)) {
    const group = groupOf(place)
    const spare = group === undefined || countOf(group) >= least ? -1 : lastWhere(head, (other) => groupOf(other) === undefined || countOf(groupOf(other)) > least)
    const gone = head[spare]
    if (gone === undefined) late.push(place)
    else {
      head.splice(spare, 1)
      head.push(place)
      late.push(gone)
    }
  }
  // What made room stands again where its place in the list had it.
  const positions = new Map(list.map((place, position) => [place, position]))
  return [...head, ...late.sort((a, b) => (positions.get(a) ?? 0) - (positions.get(b) ?? 0))]
}

function lastWhere<T>(values: readonly T[], holds: (value: T) => boolean): number {
  for (let i = values.length - 1; i >= 0; i--) if (values.slice(i, i + 1).some(holds)) return i
  return -1
}
