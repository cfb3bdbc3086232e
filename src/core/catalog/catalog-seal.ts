import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'

/** What `catalog.json` says of `catalog.bin`: the hash of the whole, and a short print of the scales, which a page can take in a millisecond. */
export interface BinSeal {
  readonly sha256: string
  /** FNV-1a (32 bits, hex) of the rows' scales: another build's differ. */
  readonly scales: string
}

const SEAL_LINE = /^\{\n"seal": "([0-9a-f]{64})",\n/

export function sealBin(bin: Uint8Array, scales: Float32Array): BinSeal {
  return { sha256: bytesToHex(sha256(bin)), scales: printOf(scales) }
}

export function printOf(scales: Float32Array): string {
  const bytes = new Uint8Array(scales.buffer, scales.byteOffset, scales.byteLength)
  let hash = 0x811c9dc5
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193)
  return (hash >>> 0).toString(16).padStart(8, '0')
}

/** The text of a `catalog.json` from its fields: the first line is the hash of all that follows. */
export function sealJson(fields: string): string {
  return `{\n"seal": "${bytesToHex(sha256(utf8ToBytes(fields)))}",\n${fields}`
}

/** What is wrong with the files of a catalog, byte for byte; empty where both are as they were built. Of a catalog without seals nothing can be said. */
export function sealProblems(json: string, bin: Uint8Array | undefined, binSha256: string | undefined): readonly string[] {
  const seal = SEAL_LINE.exec(json)
  const problems: string[] = []
  if (seal !== null && bytesToHex(sha256(utf8ToBytes(json.slice(seal[0].length)))) !== seal[1]) problems.push('catalog.json is not as it was built: a byte of it was changed')
  if (bin !== undefined && binSha256 !== undefined && bytesToHex(sha256(bin)) !== binSha256) problems.push('catalog.bin is not as it was built, or of another build than catalog.json')
  return problems
}
