import type { IDBPDatabase } from 'idb'
import { look } from '../storage/look.js'

/** A record as it lies on disk: nothing of it can be read without the key beside it, and the key goes first. */
export interface SealedRecord {
  readonly iv: Uint8Array<ArrayBuffer>
  readonly sealed: ArrayBuffer
}

export interface RecordCipher {
  seal(value: unknown): Promise<SealedRecord>
  /** The value, or `undefined` where the record was made under another key, or damaged. */
  open(record: SealedRecord): Promise<unknown>
}

const ALGORITHM = { name: 'AES-GCM', length: 256 } as const
const KEY = 'records'

/**
 * The cipher under this database's own AES-GCM key, made at first use and non-extractable. An engine that cannot store a
 * CryptoKey (WebKitGTK) keeps the 32 raw bytes instead; both lie in the same database and die with it.
 */
export async function openCipher(connection: IDBPDatabase): Promise<RecordCipher> {
  const key = await storedKey(connection) ?? (await makeKey(connection))
  return {
    async seal(value) {
      const iv = crypto.getRandomValues(new Uint8Array(12))
      const plain = new TextEncoder().encode(JSON.stringify(value))
      return { iv, sealed: await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, plain) }
    },
    async open(record) {
      if (!isSealed(record)) return undefined
      try {
        const plain = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: record.iv }, key, record.sealed)
        return JSON.parse(new TextDecoder().decode(plain))
      } catch (error) {
        if (error instanceof DOMException && error.name === 'OperationError') return undefined
        throw error
      }
    },
  }
}

/** What lies on a disk is of the shape that was stored only as long as nothing damaged it. */
function isSealed(record: unknown): boolean {
  return Reflect.get(Object(record), 'iv') instanceof Uint8Array && Reflect.get(Object(record), 'sealed') instanceof ArrayBuffer
}

async function storedKey(connection: IDBPDatabase): Promise<CryptoKey | undefined> {
  const stored: unknown = await look(connection, ['keys'], (tx) => tx.objectStore('keys').get(KEY))
  if (stored instanceof CryptoKey) return stored
  return stored instanceof Uint8Array ? imported(new Uint8Array(stored)) : undefined
}

/** `add` fails where another tab was first; then its key is the key. */
async function makeKey(connection: IDBPDatabase): Promise<CryptoKey> {
  const raw = crypto.getRandomValues(new Uint8Array(32))
  const key = await imported(raw)
  try {
    await connection.add('keys', key, KEY)
    return key
  } catch (error) {
    const other = await storedKey(connection)
    if (other !== undefined) return other
    if (!(error instanceof DOMException) || error.name !== 'DataCloneError') throw error
    await connection.add('keys', raw, KEY)
    return key
  }
}

function imported(raw: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', raw, ALGORITHM, false, ['encrypt', 'decrypt'])
}
