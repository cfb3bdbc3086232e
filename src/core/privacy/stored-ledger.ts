import { epochOf } from '../time.js'
import type { Millis } from '../time.js'
import { newLedger } from './ledger.js'
import type { LedgerState } from './ledger.js'
import { monthAt, monthNumber, monthsAfter } from './month.js'

/** Every number that the rules of the ledger reckon with, months too. */
const numbersOf = ({ createdEpoch, highestEpoch, earlier, debits, months, notBefore }: LedgerState): readonly number[] => [
  createdEpoch, highestEpoch, earlier,
  ...debits.flatMap(({ epoch, microEpsilon, since = 0 }) => [epoch, microEpsilon, since]),
  ...months.flatMap(({ month, microEpsilon }) => [monthNumber(month), microEpsilon]),
  monthNumber(notBefore ?? monthAt(0)),
]

/**
 * A ledger as it came out of the database. One that does not tell what was spent answers nothing until whatever it was
 * has aged out, and stands in the way of no withdrawal: a sum with anything but amounts in it would pass under every cap.
 */
export function readLedger(stored: unknown, now: Millis): LedgerState | undefined {
  try {
    const ledger = stored as LedgerState | undefined
    if (ledger === undefined || numbersOf(ledger).every((number) => number >>> 0 === number)) return ledger
  } catch {
    // Not even of the shape.
  }
  return newLedger(epochOf(now), monthsAfter(monthAt(now), 13))
}
