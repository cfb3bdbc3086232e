import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EPOCH_MS, type Epoch } from '../time.js'
import { aggregatesNotBefore, charge, forgotten, newLedger, seenAt, spent, type Debit, type LedgerState } from './ledger.js'
import { CAPS, capsOf, lowerCaps, type Caps } from './limits.js'
import type { MicroEpsilon } from './micro-epsilon.js'
import { monthNumber, monthsOf } from './month.js'
import type { TaskHash, TaskId } from './task.js'

const debit = (epoch: number, microEpsilon: number): Debit => ({ task: 't' as TaskId, hash: 'h' as TaskHash, epoch: epoch as Epoch, microEpsilon: microEpsilon as MicroEpsilon, report: `${epoch}` })
const START = 2_960

const action = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('charge' as const), cost: fc.integer({ min: 1, max: 1_100_000 }) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('wait' as const), epochs: fc.integer({ min: -80, max: 20 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('forget' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('withdraw' as const) }) },
)

/** Lives a schedule and keeps its own books of what was really spent. */
function live(actions: readonly (typeof action extends fc.Arbitrary<infer A> ? A : never)[], charging: typeof charge, caps: Caps): readonly Debit[] {
  const books: Debit[] = []
  let epoch = START
  let ledger: LedgerState = newLedger(epoch as Epoch)
  for (const step of actions) {
    if (step.kind === 'wait') epoch = Math.max(START - 100, epoch + step.epochs)
    if (step.kind === 'forget') ledger = forgotten(ledger)
    if (step.kind === 'withdraw') ledger = newLedger(epoch as Epoch, aggregatesNotBefore(ledger))
    if (step.kind !== 'charge') continue
    const charged = charging(ledger, debit(epoch, step.cost), caps)
    if (charged.status === 'refused') continue
    ledger = charged.ledger
    books.push(debit(epoch, step.cost))
  }
  return books
}

const overspends = (books: readonly Debit[], caps: Caps): boolean =>
  books.some(({ epoch, microEpsilon }) => {
    const inEpoch = books.filter((each) => each.epoch === epoch).reduce((sum, each) => sum + each.microEpsilon, 0)
    const year = books.filter((each) => each.epoch <= epoch && (epoch - each.epoch) * EPOCH_MS < 365.25 * 86_400_000).reduce((sum, each) => sum + each.microEpsilon, 0)
    return microEpsilon > caps.report || inEpoch > caps.epoch || year > caps.year
  })

describe('the ledger', () => {
  it.each([['as published', CAPS], ['lowered by site and visitor', lowerCaps({ year: 3_000_000 as MicroEpsilon }, { epoch: 1_500_000 as MicroEpsilon })]])('never overspends under any schedule of presses, waits, clock changes, forgetting and withdrawal: caps %s', (_name, caps) => {
    fc.assert(fc.property(fc.array(action, { maxLength: 120 }), (actions) => !overspends(live(actions, charge, caps), caps)), { numRuns: 3_000 })
  })

  it('would overspend where a debit is skipped: the property catches it', () => {
    let calls = 0
    const skipping: typeof charge = (ledger, entry, caps) => {
      const charged = charge(ledger, entry, caps)
      calls += 1
      return charged.status === 'charged' && calls % 2 === 0 ? { status: 'charged', ledger } : charged
    }
    const found = fc.check(fc.property(fc.array(action, { maxLength: 120 }), (actions) => !overspends(live(actions, skipping, CAPS), CAPS)), { numRuns: 1_500 })
    expect(found.failed).toBe(true)
  })

  it('would refill where forgetting cleared it: the property catches it', () => {
    const clearing: typeof charge = (ledger, entry, caps) => charge({ ...ledger, months: [] }, entry, caps)
    const found = fc.check(fc.property(fc.array(action, { maxLength: 120 }), (actions) => !overspends(live(actions, clearing, CAPS), CAPS)), { numRuns: 1_500 })
    expect(found.failed).toBe(true)
  })

  it('refuses a clock that was moved back', () => {
    const ledger = seenAt(newLedger(START as Epoch), (START + 10) as Epoch)
    expect(charge(ledger, debit(START + 9, 1), CAPS)).toEqual({ status: 'refused', why: 'clock-moved-back' })
  })

  it('leaves month totals in whole ε after forgetting, and no id, task or epoch', () => {
    const charged = charge(newLedger(START as Epoch), debit(START, 300_001), CAPS)
    if (charged.status === 'refused') throw new Error(charged.why)
    const after = forgotten(charged.ledger)
    expect(after).toMatchObject({ debits: [], months: [{ month: monthsOf(START as Epoch).last, microEpsilon: 1_000_000 }] })
    expect(JSON.stringify(after)).not.toContain('"t"')
    expect(spent(after, START as Epoch)).toEqual({ epoch: 1_000_000, year: 1_000_000, lifetime: 1_000_000 })
  })

  it('leaves one month after a withdrawal, thirteen after the last debit, and none where nothing was spent', () => {
    expect(aggregatesNotBefore(newLedger(START as Epoch))).toBeUndefined()
    const charged = charge(newLedger(START as Epoch), debit(START, 1), CAPS)
    if (charged.status === 'refused') throw new Error(charged.why)
    const month = aggregatesNotBefore(charged.ledger)
    expect(month === undefined ? 0 : monthNumber(month)).toBe(monthNumber(monthsOf(START as Epoch).last) + 13)
    expect(charge(newLedger((START + 40) as Epoch, month), debit(START + 40, 1), CAPS)).toEqual({ status: 'refused', why: 'not-before' })
  })

  it('is plain: a structured clone is the same ledger', () => {
    const charged = charge(newLedger(START as Epoch), debit(START, 5), CAPS)
    expect(structuredClone(charged)).toEqual(charged)
  })
})

describe('caps', () => {
  it('are only ever lowered, rounded down, and what is no amount counts for nothing', () => {
    expect(lowerCaps(capsOf({ report: 0.4999999, epoch: 5, year: 0 }))).toEqual({ report: 499_999, epoch: 2_000_000, year: 0 })
    expect(lowerCaps(capsOf({ year: 6 }), capsOf({ year: 3, epoch: 1 }))).toEqual({ report: 1_000_000, epoch: 1_000_000, year: 3_000_000 })
    expect(capsOf({ report: -1, epoch: Number.NaN, year: Infinity })).toEqual({})
    expect(capsOf({ year: '3' } as never)).toEqual({})
  })
})
