import { openDB } from 'idb'
import type { IDBPDatabase } from 'idb'
import { expiresAt, monthOf, standing } from '../core/consent/decision.js'
import type { Decision, GrantedDecision } from '../core/consent/decision.js'
import type { Clock } from '../core/ports.js'
import { aggregatesNotBefore } from '../core/privacy/ledger.js'
import type { LedgerState } from '../core/privacy/ledger.js'
import { CURRENT, consentDatabase } from '../protocol/databases.js'
import type { Receipt } from './hearth.js'

export interface DecisionStoreDep {
  readonly namespace: string
  readonly policyVersion: string
  readonly clock: Clock
}

/** The decision on disk, for the page: the only records that the page itself reads or writes. */
export interface DecisionStore {
  /** The decision that stands now; never creates a database. */
  read(): Promise<Decision | undefined>
  /** A decision that no longer stands (expired, or made for another policy), so that what it allowed must be erased now. */
  lapsed(): Promise<boolean>
  /** Stores the decision, with its receipt. `dropReports` deletes unsent reports in the same transaction. */
  write(decision: Decision, options?: { readonly receipt?: Receipt; readonly dropReports?: boolean }): Promise<void>
  /** One transaction: the refusal in; receipts, ledger and reports out. */
  withdraw(source: Decision['source']): Promise<void>
  /** One transaction: decision, receipts and reports out; the ledger stays. */
  lapse(): Promise<void>
  receipts(): Promise<readonly Receipt[]>
}

export function createDecisionStore(dep: DecisionStoreDep): DecisionStore {
  const shape = consentDatabase(dep.namespace)
  let opening: Promise<IDBPDatabase> | undefined

  const close = (): void => {
    opening?.then((connection) => connection.close(), () => undefined)
    opening = undefined
  }

  const open = (): Promise<IDBPDatabase> => {
    const attempt = openDB(shape.name, shape.version, {
      upgrade(connection) {
        for (const { name, keyPath } of shape.stores) {
          if (!connection.objectStoreNames.contains(name)) connection.createObjectStore(name, keyPath === undefined ? {} : { keyPath })
        }
      },
      blocking: close,
      terminated: close,
    })
    attempt.catch(close)
    return attempt
  }

  /** A connection is closed after each use: an idle page holds nothing that could keep it out of the back/forward cache. */
  const use = async <T>(work: (connection: IDBPDatabase) => Promise<T>): Promise<T> => {
    try {
      return await work(await (opening ??= open()))
    } finally {
      close()
    }
  }

  /** Opening a database creates it, so look first. */
  const exists = async (): Promise<boolean> => (await indexedDB.databases()).some(({ name }) => name === shape.name)

  const stored = async (): Promise<Decision | undefined> => ((await exists()) ? ((await use((connection) => connection.get('decision', CURRENT))) as Decision | undefined) : undefined)

  return {
    read: async () => standing(await stored(), dep.policyVersion, dep.clock.now()),

    lapsed: async () => {
      const decision = await stored()
      return decision !== undefined && standing(decision, dep.policyVersion, dep.clock.now()) === undefined
    },

    write: (decision, { receipt, dropReports = false } = {}) =>
      use(async (connection) => {
        const tx = connection.transaction(['decision', 'receipts', 'reports'], 'readwrite', { durability: 'strict' })
        await Promise.all([
          tx.objectStore('decision').put(decision, CURRENT),
          ...(receipt === undefined ? [] : [tx.objectStore('receipts').put(receipt)]),
          ...(dropReports ? [tx.objectStore('reports').clear()] : []),
          tx.done,
        ])
      }),

    withdraw: (source) =>
      use(async (connection) => {
        const tx = connection.transaction(['decision', 'receipts', 'ledger', 'reports'], 'readwrite', { durability: 'strict' })
        const ledger = (await tx.objectStore('ledger').get(CURRENT)) as LedgerState | undefined
        const before = (await tx.objectStore('decision').get(CURRENT)) as Decision | undefined
        const notBefore = ledger === undefined ? before?.aggregatesNotBefore : aggregatesNotBefore(ledger)
        const emptied = (['ledger', 'reports', 'receipts'] as const).map((name) => tx.objectStore(name).clear())
        await Promise.all([...emptied, tx.objectStore('decision').put(refusalOf(dep, source, notBefore), CURRENT), tx.done])
      }),

    lapse: () =>
      use(async (connection) => {
        const tx = connection.transaction(['decision', 'receipts', 'reports'], 'readwrite', { durability: 'strict' })
        await Promise.all([...(['decision', 'receipts', 'reports'] as const).map((name) => tx.objectStore(name).clear()), tx.done])
      }),

    receipts: async () => ((await exists()) ? ((await use((connection) => connection.getAll('receipts'))) as readonly Receipt[]) : []),
  }
}

export interface NewGrant {
  readonly source: GrantedDecision['source']
  readonly aggregates: GrantedDecision['aggregates']
  readonly language?: string
  readonly overridesSignal?: boolean
}

/** A grant with its receipt. A receipt is the visitor's; its id names this choice to the gate. */
export function grantOf(dep: Omit<DecisionStoreDep, 'namespace'>, grant: NewGrant, before: Decision | undefined): { readonly decision: GrantedDecision; readonly receipt: Receipt } {
  const at = dep.clock.now()
  const id = crypto.randomUUID()
  const notBefore = before?.aggregatesNotBefore
  const decision: GrantedDecision = {
    kind: 'granted', receipt: id, aggregates: grant.aggregates, policyVersion: dep.policyVersion, source: grant.source, at, paused: false,
    ...(notBefore === undefined ? {} : { aggregatesNotBefore: notBefore }),
    ...(grant.overridesSignal === true ? { overridesSignal: true } : {}),
  }
  const purposes = grant.aggregates === 'granted' ? (['personalization', 'aggregates'] as const) : (['personalization'] as const)
  const source = grant.source === 'signal' ? 'centre' : grant.source
  return {
    decision,
    receipt: { id, at: new Date(at).toISOString(), purposes, policyVersion: dep.policyVersion, source, ...(grant.language === undefined ? {} : { language: grant.language }) },
  }
}

/** The least that keeps us from asking again. */
export function refusalOf(dep: Omit<DecisionStoreDep, 'namespace'>, source: Decision['source'], aggregatesNotBefore?: string): Decision {
  return { kind: 'denied', policyVersion: dep.policyVersion, source, month: monthOf(dep.clock.now()), ...(aggregatesNotBefore === undefined ? {} : { aggregatesNotBefore }) }
}

/** ISO 8601 of the moment when a decision ends. */
export function expiryOf(decision: Decision): string {
  return new Date(expiresAt(decision)).toISOString()
}
