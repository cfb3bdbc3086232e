import * as v from 'valibot'
import type { Item, ItemId } from '../item.js'

const Text = v.pipe(v.string(), v.minLength(1))
const Some = v.union([v.pipe(Text, v.transform((one) => [one])), v.array(Text)])
const Target = v.union([
  v.pipe(Some, v.transform((id) => ({ id }))),
  v.strictObject({ id: v.optional(Some), category: v.optional(Some), tag: v.optional(Some), provider: v.optional(Some), priceAbove: v.optional(v.number()), priceBelow: v.optional(v.number()) }),
])
const Count = v.pipe(v.number(), v.integer('must be a whole number'), v.minValue(1))
const Moment = v.pipe(v.string(), v.check((at) => !Number.isNaN(Date.parse(at)), 'must be a moment in ISO 8601'), v.transform((at) => Date.parse(at)))
/** `from` and `until` are the schedule; without `slot` a rule holds everywhere. */
const WHEN = { name: v.optional(Text), slot: v.optional(Text), from: v.optional(Moment), until: v.optional(Moment) }
const RuleLine = v.union([
  v.strictObject({ ...WHEN, pin: Text, at: v.optional(Count, 1) }),
  v.strictObject({ ...WHEN, boost: Target, by: v.optional(v.pipe(v.number(), v.finite(), v.gtValue(0)), 1) }),
  v.strictObject({ ...WHEN, bury: Target, by: v.optional(v.pipe(v.number(), v.finite(), v.gtValue(0)), 2) }),
  v.strictObject({ ...WHEN, filter: Target }),
  v.strictObject({ ...WHEN, cap: Target, most: v.pipe(v.number(), v.integer(), v.minValue(0)), within: v.optional(Count, 10) }),
  v.strictObject({ ...WHEN, floor: Target, least: v.optional(Count, 1), within: v.optional(Count, 10) }),
  v.strictObject({ ...WHEN, calibrate: v.literal('category'), by: v.optional(v.pipe(v.number(), v.finite(), v.gtValue(0)), 0.3) }),
  v.strictObject({ ...WHEN, floorEach: v.picklist(['provider', 'category']), least: v.optional(Count, 1), within: v.optional(Count, 10) }),
])

type Parsed = v.InferOutput<typeof RuleLine>
type Target = v.InferOutput<typeof Target>

/** A business rule of the site, with the name by which it is spoken of. */
export type Rule = Parsed & { readonly label: string }

export interface Rules {
  readonly rules: readonly Rule[]
  /** What could not be read, and rules that contradict an earlier one, in words. */
  readonly problems: readonly string[]
}

export const NO_RULES: Rules = { rules: [], problems: [] }

/**
 * Reads the site's rules: a list of rules, or `{pin: [ids], exclude: [ids], boost: …}` as shorthand. A rule that is wrong is left out and named;
 * of two that contradict each other the first wins and the second is named.
 */
export function readRules(value: unknown): Rules {
  const problems: string[] = []
  const rules = linesOf(value).flatMap((line, index): Rule[] => {
    const read = v.safeParse(RuleLine, line)
    if (read.success) return [{ ...read.output, label: read.output.name ?? `rule ${String(index + 1)}` }]
    problems.push(`rule ${String(index + 1)} is left out: it must be one of pin, boost, bury, filter, cap, floor, floorEach and calibrate, with its own keys`)
    return []
  })
  const kept: Rule[] = []
  for (const rule of rules) {
    const earlier = kept.find((other) => contradicts(other, rule))
    if (earlier === undefined) kept.push(rule)
    else problems.push(`${rule.label} contradicts ${earlier.label}, which came first and holds`)
  }
  return { rules: kept, problems }
}

const Short = v.object({ pin: v.optional(v.array(Text), []), exclude: v.optional(v.array(Text), []) })

/** Ids that the shorthand excludes: neither ranked nor recorded. */
export function excludedBy(value: unknown): readonly string[] {
  const short = v.safeParse(Short, value)
  return short.success && !Array.isArray(value) ? short.output.exclude : []
}

function linesOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value
  const short = v.safeParse(Short, value)
  if (!short.success) return value === undefined || value === null ? [] : [value]
  const { pin, exclude } = short.output
  return [...pin.map((id, place) => ({ pin: id, at: place + 1 })), ...(exclude.length === 0 ? [] : [{ filter: { id: exclude } }])]
}

/** Two pins of one item or of one place, two strengths of calibration, opposite wishes for the same items, or a pin of what is filtered; only where both can hold at once. */
function contradicts(a: Rule, b: Rule): boolean {
  if (!meet(a, b)) return false
  if ('pin' in a && 'pin' in b) return a.pin === b.pin ? a.at !== b.at : a.at === b.at
  if ('calibrate' in a && 'calibrate' in b) return a.by !== b.by
  const [target, other] = [targetOf(a), targetOf(b)]
  if ('pin' in a) return 'filter' in b && names(other, a.pin)
  if ('pin' in b) return 'filter' in a && names(target, b.pin)
  const opposite = ('boost' in a && ('bury' in b || 'filter' in b)) || ('boost' in b && ('bury' in a || 'filter' in a)) || ('floor' in a && 'filter' in b) || ('floor' in b && 'filter' in a)
  return opposite && overlaps(target, other)
}

function meet(a: Rule, b: Rule): boolean {
  if (a.slot !== undefined && b.slot !== undefined && a.slot !== b.slot) return false
  return (a.from ?? -Infinity) < (b.until ?? Infinity) && (b.from ?? -Infinity) < (a.until ?? Infinity)
}

function targetOf(rule: Rule): Target | undefined {
  if ('boost' in rule) return rule.boost
  if ('bury' in rule) return rule.bury
  if ('filter' in rule) return rule.filter
  if ('cap' in rule) return rule.cap
  return 'floor' in rule ? rule.floor : undefined
}

function names(target: Target | undefined, id: string): boolean {
  return target?.id?.includes(id) === true
}

/** Whether two targets name the same thing in so many words. */
function overlaps(a: Target | undefined, b: Target | undefined): boolean {
  return (['id', 'category', 'tag', 'provider'] as const).some((key) => lists(a, key).some((one) => lists(b, key).includes(one)))
}

function lists(target: Target | undefined, key: 'id' | 'category' | 'tag' | 'provider'): readonly string[] {
  return (target !== undefined && key in target ? Reflect.get(target, key) : undefined) ?? []
}

/** Whether a rule speaks of an item: all of what it asks must hold. */
export function speaksOf(rule: Rule, item: Item): boolean {
  const target = targetOf(rule)
  if (target === undefined) return 'pin' in rule && rule.pin === item.id
  const price = 'priceAbove' in target || 'priceBelow' in target ? target : {}
  return (
    among(lists(target, 'id'), [item.id]) &&
    among(lists(target, 'category'), [item.category]) &&
    among(lists(target, 'tag'), item.tags ?? []) &&
    among(lists(target, 'provider'), [item.provider]) &&
    (price.priceAbove === undefined || (item.price ?? -Infinity) > price.priceAbove) &&
    (price.priceBelow === undefined || (item.price ?? Infinity) < price.priceBelow)
  )
}

function among(wanted: readonly string[], found: readonly (string | ItemId | undefined)[]): boolean {
  return wanted.length === 0 || found.some((one) => one !== undefined && wanted.includes(one))
}

/** The rules that hold in a slot at a moment. */
export function rulesInForce({ rules }: Rules, slot: string | undefined, now: number): readonly Rule[] {
  return rules.filter((rule) => (rule.slot === undefined || rule.slot === slot) && now >= (rule.from ?? -Infinity) && now < (rule.until ?? Infinity))
}
