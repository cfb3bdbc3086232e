import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Epoch, Millis } from '../time.js'
import { EPOCH_MS } from '../time.js'
import { aggregatesNotBefore, charge, forgotten, newLedger, refusalOf, seenAt } from './ledger.js'
import type { Debit, LedgerState } from './ledger.js'
import { CAPS, SCHEDULE } from './limits.js'
import type { MicroEpsilon } from './micro-epsilon.js'
import type { Month } from './month.js'
import { readLedger } from './stored-ledger.js'
import type { TaskHash, TaskId } from './task.js'

const EPOCH = 2970 as Epoch
const NOW = (EPOCH * EPOCH_MS) as Millis
const debit: Debit = { task: 't' as TaskId, hash: 'h' as TaskHash, epoch: EPOCH, microEpsilon: 1_000_000 as MicroEpsilon, report: 'aa' }
const charged = charge(newLedger(2960 as Epoch, '2026-01' as Month), debit, CAPS)
const USED: LedgerState = charged.status === 'charged' ? { ...charged.ledger, draw: { block: 742, task: null, epoch: EPOCH, takesPart: false } } : newLedger(EPOCH)

describe('a stored ledger', () => {
  it('comes out as it went in, whatever its rules made of it', () => {
    for (const ledger of [newLedger(EPOCH), USED, forgotten(USED), seenAt(USED, 3100 as Epoch)]) expect(readLedger(structuredClone(ledger), NOW)).toEqual(ledger)
    expect(readLedger(undefined, NOW)).toBeUndefined()
  })

  const damaged = (...changes: readonly object[]): readonly unknown[] => changes.map((change) => ({ ...USED, ...change }))
  const DAMAGED: readonly unknown[] = [
    null, 'junk', 7, [], {}, { version: 1 },
    ...damaged({ debits: undefined }, { debits: [null] }, { debits: [{ ...debit, microEpsilon: NaN }] }, { debits: [{ ...debit, microEpsilon: -12_000_000 }] }, { debits: [{ ...debit, microEpsilon: '1000000' }] }, { debits: [{ ...debit, since: -Infinity }] }, { months: [{ month: 'soon', microEpsilon: 0 }] }, { earlier: NaN }, { highestEpoch: Infinity }, { notBefore: 'never' }),
  ]

  it.each(DAMAGED)('that is %j answers nothing for a year, and can be withdrawn and forgotten', (stored) => {
    const read = readLedger(stored, NOW)
    if (read === undefined) throw new Error('a damaged ledger is no new one')
    const asks = (epoch: number): unknown => refusalOf(seenAt(read, epoch as Epoch), epoch as Epoch, debit.microEpsilon, CAPS)
    expect([0, 1, 26, 52].map((later) => asks(EPOCH + later))).not.toContain(undefined)
    expect(asks(EPOCH + 2 * SCHEDULE.yearEpochs)).toBeUndefined()
    expect(aggregatesNotBefore(read)).toBe(read.notBefore)
    expect(forgotten(read)).toEqual(read)
  })

  it('never throws', () => {
    fc.assert(fc.property(fc.anything(), (stored) => void readLedger(stored, NOW)))
  })
})
