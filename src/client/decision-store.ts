import type { IDBPDatabase } from 'idb'
import { lapseOf, standing } from '../core/consent/decision.js'
import type { Decision } from '../core/consent/decision.js'
import { decisionIn, readStoredDecision } from '../core/consent/stored-decision.js'
import type { StoredDecision } from '../core/consent/stored-decision.js'
import type { Clock } from '../core/ports.js'
import { aggregatesNotBefore, forgotten } from '../core/privacy/ledger.js'
import type { LedgerState } from '../core/privacy/ledger.js'
import { CURRENT, HISTORY, consentDatabase } from '../protocol/databases.js'
import { INSECURE } from '../protocol/storage-refusal.js'
import { inTime } from '../storage/in-time.js'
import { openDatabase } from '../storage/open-database.js'
import type { Receipt } from './hearth.js'

export interface DecisionStoreDep {
  readonly namespace: string
  readonly policyVersion: string
  readonly clock: Clock
}

/** What one choice writes. `withdraws`: receipts, ledger and reports go in the same transaction. */
export interface Change {
  readonly decision: Decision
  readonly receipt?: Receipt
  readonly dropReports?: boolean
  readonly withdraws?: boolean
}

/** What stands when a choice is made. */
export interface Before {
  readonly decision: Decision | undefined
  /** The month that a withdrawal now must leave behind, reckoned from the ledger. */
  readonly notBefore: string | undefined
  /** The month that an earlier choice left behind. */
  readonly carried: string | undefined
}

/** The decision on disk, for the page: the only records that the page itself reads or writes. */
export interface DecisionStore {
  /** The decision that stands now; never creates a database. */
  read(): Promise<Decision | undefined>
  /** Why the stored decision no longer stands, so that what it allowed must be erased now. */
  lapsed(): Promise<'expired' | 'policy-changed' | undefined>
  /** One strict transaction: `make` sees what stands at this very moment, so that no choice is made over another tab's; it may answer undefined, and nothing is written. */
  change(make: (before: Before) => Change | undefined): Promise<Decision | undefined>
  /** One transaction: what no longer stands goes, with its receipts and reports; what was spent stays, as totals by month. */
  lapse(): Promise<void>
  /** What forgetting leaves: the choice, and what was spent as totals by month; no report. */
  fold(): Promise<void>
  /** No choice, no receipt and no report any more; needs no room on the disk. */
  clear(): Promise<void>
  receipts(): Promise<readonly Receipt[]>
}

const ALL = ['decision', 'receipts', 'ledger', 'reports'] as const

export function createDecisionStore(dep: DecisionStoreDep): DecisionStore {
  const shape = consentDatabase(dep.namespace)
  const stands = (stored: StoredDecision | undefined): Decision | undefined => standing(decisionIn(stored), dep.policyVersion, dep.clock.now())

  /**
   * A connection is closed after each use: an idle page holds nothing that could keep it out of the back/forward cache.
   * @ungranted It opens the connection and sees no record; each caller is judged where it reads or writes.
   */
  const use = async <T>(work: (connection: IDBPDatabase) => Promise<T>): Promise<T> => {
    const connection = await openDatabase(shape)
    try {
      return await work(connection)
    } finally {
      connection.close()
    }
  }

  /** Opening a database creates it, so look first. */
  const exists = async (): Promise<boolean> => {
    if (!isSecureContext) throw new DOMException('', INSECURE)
    for (const { name } of await inTime(indexedDB.databases())) if (name === shape.name) return true
    return false
  }

  /** @ungranted The decision itself: what the visitor chose must be known before anything may be granted. */
  const stored = async (): Promise<StoredDecision | undefined> => ((await exists()) ? readStoredDecision(await use((connection) => connection.get('decision', CURRENT))) : undefined)

  return {
    read: async () => stands(await stored()),
    lapsed: async () => lapseOf(decisionIn(await stored()), dep.policyVersion, dep.clock.now()),

    /** @ungranted The visitor's own choice is what makes a grant; of the ledger only the month that a withdrawal leaves behind is reckoned. */
    change: (make) =>
      use(async (connection) => {
        const tx = connection.transaction(ALL, 'readwrite', { durability: 'strict' })
        const [raw, ledger] = await Promise.all([tx.objectStore('decision').get(CURRENT), tx.objectStore('ledger').get(CURRENT) as Promise<LedgerState | undefined>])
        const found = readStoredDecision(raw)
        const notBefore = ledger === undefined ? found?.aggregatesNotBefore : aggregatesNotBefore(ledger)
        const change = make({ decision: stands(found), notBefore, carried: found?.aggregatesNotBefore })
        if (change === undefined) {
          await tx.done
          return stands(found)
        }
        const { decision, receipt, withdraws = false, dropReports = withdraws } = change
        await Promise.all([
          ...(withdraws ? [tx.objectStore('receipts').clear(), tx.objectStore('ledger').clear(), tx.objectStore('decision').delete(HISTORY)] : []),
          ...(dropReports ? [tx.objectStore('reports').clear()] : []),
          tx.objectStore('decision').put({ ...decision }, CURRENT),
          ...(receipt === undefined ? [] : [tx.objectStore('receipts').put(receipt)]),
          tx.done,
        ])
        return decision
      }),

    /** @ungranted Ends what no longer stands; the ledger only becomes coarser. */
    lapse: () =>
      use(async (connection) => {
        const tx = connection.transaction(ALL, 'readwrite', { durability: 'strict' })
        const found = readStoredDecision(await tx.objectStore('decision').get(CURRENT))
        // Another tab may have asked and been answered meanwhile: that choice is not ours to end.
        if (lapseOf(decisionIn(found), dep.policyVersion, dep.clock.now()) !== undefined) {
          const ledger = (await tx.objectStore('ledger').get(CURRENT)) as LedgerState | undefined
          const notBefore = found?.aggregatesNotBefore
          await Promise.all([
            tx.objectStore('receipts').clear(),
            tx.objectStore('reports').clear(),
            tx.objectStore('decision').delete(HISTORY),
            notBefore === undefined ? tx.objectStore('decision').clear() : tx.objectStore('decision').put({ kind: 'lapsed', aggregatesNotBefore: notBefore }, CURRENT),
            ...(ledger === undefined ? [] : [tx.objectStore('ledger').put(forgotten(ledger), CURRENT)]),
          ])
        }
        await tx.done
      }),

    /** @ungranted Forgetting must not need more than the visitor's wish; the ledger only becomes coarser. */
    fold: () =>
      use(async (connection) => {
        const tx = connection.transaction(['decision', 'ledger', 'reports'], 'readwrite', { durability: 'strict' })
        const ledger = (await tx.objectStore('ledger').get(CURRENT)) as LedgerState | undefined
        await Promise.all([tx.objectStore('decision').delete(HISTORY), tx.objectStore('reports').clear(), ...(ledger === undefined ? [] : [tx.objectStore('ledger').put(forgotten(ledger), CURRENT)]), tx.done])
      }),

    clear: () =>
      use(async (connection) => {
        const tx = connection.transaction(['decision', 'receipts', 'reports'], 'readwrite', { durability: 'strict' })
        await Promise.all([tx.objectStore('decision').clear(), tx.objectStore('receipts').clear(), tx.objectStore('reports').clear(), tx.done])
      }),

    /** @ungranted Receipts belong to the visitor and record the choices themselves. */
    receipts: async () => ((await exists()) ? ((await use((connection) => connection.getAll('receipts'))) as readonly Receipt[]) : []),
  }
}
