import type { Denied } from '../core/answer.js'
import { covers } from '../core/consent/gate.js'
import type { Decision } from '../core/consent/decision.js'
import { decisionIn, readStoredDecision } from '../core/consent/stored-decision.js'
import type { Grant, ReadDecision } from '../core/consent/gate.js'
import type { Clock, Read, ReleaseStore } from '../core/ports.js'
import type { Held, Step } from '../core/privacy/answering.js'
import { readLedger } from '../core/privacy/stored-ledger.js'
import { CURRENT, consentDatabase } from '../protocol/databases.js'
import { soundReports } from '../core/privacy/stored-report.js'
import type { StoredReport } from '../core/privacy/stored-report.js'
import { look } from '../storage/look.js'
import { createDatabase } from './database.js'
import { createHistoryMarks } from './history-marks.js'
import type { HistoryMarks } from './history-marks.js'
import { storageRefusal } from './storage-refusal.js'

/** Reads the decision from the consent database; the worker never creates it, since it only starts under a grant. */
export interface ConsentDatabase {
  readonly readDecision: ReadDecision
  readonly releases: ReleaseStore
  readonly marks: HistoryMarks
  close(): Promise<void>
}

const DENIED: Denied = { status: 'denied', purpose: 'aggregates' }
const REFUSED: Denied = { status: 'denied', purpose: 'personalization' }

/**
 * Decision, ledger and reports for the worker. `release` is one transaction with strict durability: it reads the decision
 * and the ledger again, lets `build` debit and sample synchronously, and stores ledger and report together or not at all.
 */
export function createConsentDatabase(namespace: string, clock: Clock): ConsentDatabase {
  const database = createDatabase(consentDatabase(namespace))
  /** @ungranted The decision itself: the gate reads it to know whether there may be a grant. */
  const readDecision = (): Promise<Decision | undefined> => database.use(async (connection) => decisionIn(readStoredDecision(await look(connection, ['decision'], (tx) => tx.objectStore('decision').get(CURRENT)))))

  const guarded = async <T>(work: () => Promise<T | Denied>): Promise<Read<T>> => {
    try {
      const value = await work()
      return value === DENIED || value === REFUSED ? (value as Denied) : { status: 'ok', value: value as T }
    } catch (error) {
      return storageRefusal(error)
    }
  }

  const release = <Answer>(grant: Grant<'aggregates'>, build: (held: Held & { readonly decision: Decision }) => Step<Answer>): Promise<Read<Answer>> =>
    guarded(() =>
      database.use(async (connection) => {
        const tx = connection.transaction(['decision', 'ledger', 'reports'], 'readwrite', { durability: 'strict' })
        const [decisions, ledgers, reports] = [tx.objectStore('decision'), tx.objectStore('ledger'), tx.objectStore('reports')]
        const decision = decisionIn(readStoredDecision(await decisions.get(CURRENT)))
        if (decision === undefined || !covers(grant, 'aggregates', decision)) {
          await tx.done
          return DENIED
        }
        const ledger = readLedger(await ledgers.get(CURRENT), clock.now())
        const built = build({ decision, ledger, reports: soundReports(await reports.getAll()) })
        await Promise.all([
          ...(built.ledger === undefined ? [] : [ledgers.put(built.ledger, CURRENT)]),
          ...(built.put ?? []).map((report) => reports.put(report)),
          ...(built.remove ?? []).map((id) => reports.delete(id)),
          tx.done,
        ])
        return built.answer
      }),
    )

  const seen = <T>(grant: Grant<'personalization'>, name: 'ledger' | 'reports', read: (store: { get(key: string): Promise<unknown>; getAll(): Promise<unknown[]> }, decision: Decision) => Promise<T>): Promise<Read<T>> =>
    guarded(() =>
      database.use(async (connection) => {
        const tx = connection.transaction(['decision', name])
        const decision = decisionIn(readStoredDecision(await tx.objectStore('decision').get(CURRENT)))
        const found = decision === undefined || !covers(grant, 'personalization', decision) ? REFUSED : await read(tx.objectStore(name), decision)
        await tx.done
        return found
      }),
    )

  return {
    readDecision,
    marks: createHistoryMarks(database, clock),
    releases: {
      release,
      ledger: (grant) => seen(grant, 'ledger', async (store, decision) => ({ ledger: readLedger(await store.get(CURRENT), clock.now()), decision })),
      reports: (grant) => seen(grant, 'reports', async (store): Promise<readonly StoredReport[]> => soundReports(await store.getAll())),
    },
    close: () => database.close(),
  }
}
