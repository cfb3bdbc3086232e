import type { IDBPDatabase, IDBPObjectStore } from 'idb'
import { lapseOf, standing } from '../core/consent/decision.js'
import type { Decision } from '../core/consent/decision.js'
import { decisionIn, readStoredDecision } from '../core/consent/stored-decision.js'
import type { StoredDecision } from '../core/consent/stored-decision.js'
import type { Clock } from '../core/ports.js'
import { aggregatesNotBefore, forgotten } from '../core/privacy/ledger.js'
import { readLedger } from '../core/privacy/stored-ledger.js'
import { CURRENT, HISTORY, consentDatabase } from '../protocol/databases.js'
import { INSECURE } from '../protocol/storage-refusal.js'
import { inTime } from '../storage/in-time.js'
import { look } from '../storage/look.js'
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

/** The stores of one transaction, by name. */
type Stores = (name: (typeof ALL)[number]) => IDBPObjectStore<unknown, typeof ALL, (typeof ALL)[number], 'readwrite'>

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
    // In a sandbox Chromium refuses the look, and rejects a second promise that nobody holds: the page would hear of it.
    if (origin === 'null') throw new DOMException('', 'SecurityError')
    for (const { name } of await inTime(indexedDB.databases())) if (name === shape.name) return true
    return false
  }

  /** @ungranted The decision itself: what the visitor chose must be known before anything may be granted. */
  const stored = async (): Promise<StoredDecision | undefined> => ((await exists()) ? readStoredDecision(await use((connection) => look(connection, ['decision'], (tx) => tx.objectStore('decision').get(CURRENT)))) : undefined)

  /** One strict transaction over all that the page may write; `work` waits for nothing but the stores it is given. */
  const write = <T>(work: (store: Stores) => Promise<T>): Promise<T> =>
    use(async (connection) => {
      const tx = connection.transaction(ALL, 'readwrite', { durability: 'strict' })
      const [answer] = await Promise.all([work((name) => tx.objectStore(name)), tx.done])
      return answer
    })

  /**
   * What is left of an ended or forgotten time: of what was spent the totals by month, so that ending it makes no room for more answers.
   * @ungranted It only deletes, and makes the ledger coarser.
   */
  const fold = async (store: Stores): Promise<void> => {
    const ledger = readLedger(await store('ledger').get(CURRENT), dep.clock.now())
    await Promise.all([store('decision').delete(HISTORY), store('reports').clear(), ...(ledger === undefined ? [] : [store('ledger').put(forgotten(ledger), CURRENT)])])
  }

  return {
    read: async () => stands(await stored()),
    lapsed: async () => lapseOf(decisionIn(await stored()), dep.policyVersion, dep.clock.now()),

    /** @ungranted The visitor's own choice is what makes a grant; of the ledger only the month that a withdrawal leaves behind is reckoned. */
    change: (make) =>
      write(async (store) => {
        const [raw, spent] = await Promise.all([store('decision').get(CURRENT), store('ledger').get(CURRENT)])
        const [found, ledger] = [readStoredDecision(raw), readLedger(spent, dep.clock.now())]
        const notBefore = ledger === undefined ? found?.aggregatesNotBefore : aggregatesNotBefore(ledger)
        const change = make({ decision: stands(found), notBefore, carried: found?.aggregatesNotBefore })
        if (change === undefined) return stands(found)
        const { decision, receipt, withdraws = false, dropReports = withdraws } = change
        await Promise.all([
          ...(withdraws ? [store('receipts').clear(), store('ledger').clear(), store('decision').delete(HISTORY)] : []),
          ...(dropReports ? [store('reports').clear()] : []),
          store('decision').put({ ...decision }, CURRENT),
          ...(receipt === undefined ? [] : [store('receipts').put(receipt)]),
        ])
        return decision
      }),

    /** @ungranted Ends what no longer stands; the ledger only becomes coarser. */
    lapse: () =>
      write(async (store) => {
        const found = readStoredDecision(await store('decision').get(CURRENT))
        // Another tab may have asked and been answered meanwhile: that choice is not ours to end.
        if (lapseOf(decisionIn(found), dep.policyVersion, dep.clock.now()) === undefined) return
        const notBefore = found?.aggregatesNotBefore
        await Promise.all([fold(store), store('receipts').clear(), notBefore === undefined ? store('decision').clear() : store('decision').put({ kind: 'lapsed', aggregatesNotBefore: notBefore }, CURRENT)])
      }),

    fold: () => write(fold),

    clear: () => write(async (store) => void (await Promise.all([store('decision').clear(), store('receipts').clear(), store('reports').clear()]))),

    /** @ungranted Receipts belong to the visitor and record the choices themselves. */
    receipts: async () => ((await exists()) ? ((await use((connection) => look(connection, ['receipts'], (tx) => tx.objectStore('receipts').getAll()))) as readonly Receipt[]) : []),
  }
}
