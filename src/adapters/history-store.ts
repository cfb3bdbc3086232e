import type { IDBPDatabase } from 'idb'
import type { Denied } from '../core/answer.js'
import { covers } from '../core/consent/gate.js'
import type { Grant, ReadDecision } from '../core/consent/gate.js'
import { given } from '../core/given.js'
import { byTime, type EventId, type InteractionEvent } from '../core/history/event.js'
import type { HistoryState, HistoryStore, KeptVector, Read, VectorStore, WholeHistory } from '../core/ports.js'
import { CURRENT, historyDatabase, historyLock } from '../protocol/databases.js'
import { textHash } from '../core/embedding/text-hash.js'
import { itemText } from '../core/item.js'
import { look } from '../storage/look.js'
import { createDatabase } from './database.js'
import type { HistoryMarks } from './history-marks.js'
import { openCipher } from './record-cipher.js'
import type { RecordCipher, SealedRecord } from './record-cipher.js'
import { storageRefusal } from './storage-refusal.js'
import { batchesToDrop, packVectors, unpackVectors, withoutTexts } from './vector-batch.js'

export interface HistoryStoreDep {
  readonly namespace: string
  readonly readDecision: ReadDecision
  readonly marks: HistoryMarks
}

interface Opened {
  readonly connection: IDBPDatabase
  readonly cipher: RecordCipher
}

const REVISION = 'revision'
const DENIED: Denied = { status: 'denied', purpose: 'personalization' }

/**
 * The history in IndexedDB. Every call runs under the shared history lock, reads the decision again inside it, and only
 * then opens the database: an erasure holds the lock exclusively, so nothing can bring the database back behind it.
 * Records are encrypted before their transaction starts, since nothing but IndexedDB may be awaited inside one.
 */
export function createHistoryStore(dep: HistoryStoreDep): HistoryStore & VectorStore & { close(): Promise<void> } {
  const database = createDatabase(historyDatabase(dep.namespace))
  const ciphers = new WeakMap<IDBPDatabase, Promise<RecordCipher>>()

  const cipherOf = (connection: IDBPDatabase): Promise<RecordCipher> => {
    const known = ciphers.get(connection)
    if (known !== undefined) return known
    const opening = openCipher(connection)
    ciphers.set(connection, opening)
    opening.catch(() => ciphers.delete(connection))
    return opening
  }

  const guarded = async <T>(grant: Grant<'personalization'>, work: () => Promise<T>): Promise<Read<T>> =>
    navigator.locks.request(historyLock(dep.namespace), { mode: 'shared' }, async () => {
      if (!covers(grant, 'personalization', await dep.readDecision().catch(() => undefined))) return DENIED
      try {
        return { status: 'ok', value: await work() } as const
      } catch (error) {
        return storageRefusal(error)
      }
    }).catch((error: unknown) => storageRefusal(error))

  const open = <T>(grant: Grant<'personalization'>, work: (opened: Opened) => Promise<T>): Promise<T> =>
    database.use(async (connection) => {
      await database.whenMade(() => dep.marks.made(grant))
      return work({ connection, cipher: await cipherOf(connection) })
    })

  /** A history that is not there is empty: looking does not create it. */
  const openIfThere = async <T>(grant: Grant<'personalization'>, nothing: T, work: (opened: Opened) => Promise<T>): Promise<T> => {
    if (await database.exists()) return open(grant, work)
    await dep.marks.missing(grant, () => database.exists())
    return nothing
  }

  const seen = <T>(grant: Grant<'personalization'>, nothing: T, work: (opened: Opened) => Promise<T>): Promise<Read<T>> => guarded(grant, () => openIfThere(grant, nothing, work))

  /** Whether the decision still stands that the grant was made under, by a new look at it. */
  const stands = async (grant: Grant<'personalization'>): Promise<boolean> => covers(grant, 'personalization', await dep.readDecision().catch(() => undefined))

  /**
   * A tab that was frozen here lost its lock to a withdrawal: what it wrote then is not to be kept, and the page that hears of it erases again. So the
   * decision is looked at once more, after the write, or at the moment it begins where `work` says so: what was begun on an open connection under a
   * decision that stood is there before the deletion, which waits for every connection, and goes with it.
   */
  const write = async <T>(grant: Grant<'personalization'>, work: (opened: Opened, begun: () => void) => Promise<T>): Promise<Read<T>> => {
    let standing: Promise<boolean> | undefined
    const begun = (): void => { standing = stands(grant) }
    const done = await guarded(grant, () => open(grant, (opened) => work(opened, begun)))
    if (done.status !== 'ok') return done
    return (await (standing ?? stands(grant))) ? done : DENIED
  }

  return {
    revision: (grant) => seen(grant, 0, async ({ connection }) => asNumber(await look(connection, ['state'], (tx) => tx.objectStore('state').get(REVISION)))),

    whole: (grant) =>
      guarded(grant, async () => {
        const found = await openIfThere(grant, NOTHING, readWhole)
        return { ...found, ...given({ lost: await dep.marks.lost(grant) }) }
      }),

    append: (grant, event, revision) =>
      write(grant, async ({ connection, cipher }, begun) => {
        const record = { id: event.id, ...(await cipher.seal(event)) }
        const tx = connection.transaction(['events', 'state'], 'readwrite')
        const state = tx.objectStore('state')
        const after = nextAfter(revision === 0 ? undefined : revision)
        // All is asked at once, and taken back where anybody has written since.
        const before = state.get(REVISION)
        const written = Promise.all([tx.objectStore('events').put(record), state.put(after, REVISION), tx.done])
        written.catch(() => undefined)
        begun()
        if (asNumber(await before) === revision) {
          await written
          return after
        }
        tx.abort()
        await written.catch(() => undefined)
        return undefined
      }),

    appendAll: (grant, events) =>
      events.length === 0
        ? Promise.resolve({ status: 'ok' })
        : write(grant, async ({ connection, cipher }) => {
            const records = await Promise.all(events.map(async (event) => ({ id: event.id, ...(await cipher.seal(event)) })))
            const tx = connection.transaction(['events', 'state'], 'readwrite')
            const kept = tx.objectStore('events')
            await Promise.all([...records.map((record) => kept.put(record)), raise(tx.objectStore('state')), tx.done])
          }),

    remove: (grant, ids) =>
      write(grant, async (opened) => {
        const batches = await batchesWithout(opened, ids)
        const tx = opened.connection.transaction(['events', 'state', 'vectors'], 'readwrite')
        const vectors = tx.objectStore('vectors')
        await Promise.all([...ids.map((id) => tx.objectStore('events').delete(id)), ...batches.map(({ key, record }) => (record === undefined ? vectors.delete(key) : vectors.put(record, key))), raise(tx.objectStore('state')), tx.done])
      }),

    writeState: (grant, state) =>
      write(grant, async ({ connection, cipher }) => {
        const record = await cipher.seal(state)
        const tx = connection.transaction('state', 'readwrite')
        await Promise.all([tx.store.put(record, CURRENT), raise(tx.store), tx.done])
      }),

    kept: (grant) =>
      seen<readonly KeptVector[]>(grant, [], async ({ connection, cipher }) => {
        const records: readonly SealedRecord[] = await look(connection, ['vectors'], (tx) => tx.objectStore('vectors').getAll())
        const opened = await Promise.all(records.map((record) => cipher.open(record)))
        return opened.flatMap((batch) => unpackVectors(batch))
      }),

    keep: (grant, vectors) =>
      write(grant, async ({ connection, cipher }) => {
        const record = await cipher.seal(packVectors(vectors))
        const tx = connection.transaction('vectors', 'readwrite')
        const keys = (await tx.store.getAllKeys()).flatMap((key) => (typeof key === 'number' ? [key] : []))
        const next = (keys.at(-1) ?? 0) + 1
        await Promise.all([tx.store.put(record, next), ...batchesToDrop(keys).map((key) => tx.store.delete(key)), tx.done])
      }),

    close: () => database.close(),
  }
}

/** The batches of vectors that hold a text of these events, sealed anew without it; no record where nothing is left. */
async function batchesWithout({ connection, cipher }: Opened, ids: readonly EventId[]): Promise<readonly { readonly key: IDBValidKey; readonly record: SealedRecord | undefined }[]> {
  const { events, keys, batches } = await look(connection, ['events', 'vectors'], async (tx) => {
    const [kept, vectors] = [tx.objectStore('events'), tx.objectStore('vectors')]
    const [events, keys, batches] = await Promise.all([Promise.all(ids.map((id) => kept.get(id) as Promise<SealedRecord | undefined>)), vectors.getAllKeys(), vectors.getAll() as Promise<readonly SealedRecord[]>])
    return { events, keys, batches }
  })
  const hashes = new Set<string>()
  for (const record of events) {
    const event = record === undefined ? undefined : ((await cipher.open(record)) as InteractionEvent | undefined)
    if (event !== undefined) hashes.add(textHash(itemText(event.item)))
  }
  const found: { readonly key: IDBValidKey; readonly record: SealedRecord | undefined }[] = []
  for (const [at, key] of keys.entries()) {
    const record = batches[at]
    const left = record === undefined ? undefined : withoutTexts(await cipher.open(record), hashes)
    if (left !== undefined) found.push({ key, record: left.length === 0 ? undefined : await cipher.seal(left) })
  }
  return found
}

const NOTHING: WholeHistory = { revision: 0, events: [], state: {} }

/** One transaction; what was made under another key is left out. */
async function readWhole({ connection, cipher }: Opened): Promise<WholeHistory> {
  const [records, revision, sealed] = await look(connection, ['events', 'state'], (tx) => {
    const state = tx.objectStore('state')
    return Promise.all([tx.objectStore('events').getAll() as Promise<readonly SealedRecord[]>, state.get(REVISION), state.get(CURRENT) as Promise<SealedRecord | undefined>])
  })
  const [events, kept] = await Promise.all([Promise.all(records.map((record) => cipher.open(record))), sealed && cipher.open(sealed)])
  return { revision: asNumber(revision), events: (events.filter((event) => event !== undefined) as InteractionEvent[]).sort(byTime), state: (kept ?? {}) as HistoryState }
}

interface RevisionStore {
  get(key: string): Promise<unknown>
  put(value: number, key: string): Promise<unknown>
}

async function raise(state: RevisionStore): Promise<void> {
  await state.put(nextAfter(await state.get(REVISION)), REVISION)
}

/** A history that was erased and begun again must not come to a number that a copy in memory remembers. */
function nextAfter(revision: unknown): number {
  const first = crypto.getRandomValues(new Uint32Array(1))[0] ?? 0
  return (typeof revision === 'number' ? revision : first) + 1
}

const asNumber = (value: unknown): number => (typeof value === 'number' ? value : 0)
