import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'

/** Bytes of the hash that are kept: no two texts of a visit share them. */
const BYTES = 16

const known = new Map<string, string>()
const MOST_KNOWN = 10_000

/** What a text's vector is kept under: the beginning of its SHA-256, lower-case hex. */
export function textHash(text: string): string {
  const before = known.get(text)
  if (before !== undefined) return before
  const hash = bytesToHex(sha256(utf8ToBytes(text)).subarray(0, BYTES))
  if (known.size >= MOST_KNOWN) known.clear()
  known.set(text, hash)
  return hash
}
