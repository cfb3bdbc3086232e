/** Bytes as DAP-09 writes them (the presentation language of TLS): big-endian integers, vectors with their length before them. */
export const uint8 = (value: number): Buffer => Buffer.of(value)

export function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16BE(value)
  return bytes
}

export function uint64(value: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64BE(BigInt(value))
  return bytes
}

export const opaque16 = (bytes: Buffer): Buffer => Buffer.concat([uint16(bytes.length), bytes])

export function opaque32(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(bytes.length)
  return Buffer.concat([length, bytes])
}

/** Reads what the functions above write, from front to back; throws a RangeError where the bytes end too soon. */
export interface WireReader {
  take(length: number): Buffer
  uint8(): number
  uint16(): number
  uint64(): number
  opaque16(): Buffer
  opaque32(): Buffer
  /** Throws where bytes are left. */
  end(): void
}

export function readWire(bytes: Buffer): WireReader {
  let at = 0
  const take = (length: number): Buffer => {
    if (at + length > bytes.length) throw new RangeError('the message ends too soon')
    return bytes.subarray(at, (at += length))
  }
  const reader: WireReader = {
    take,
    uint8: () => take(1).readUInt8(),
    uint16: () => take(2).readUInt16BE(),
    uint64: () => Number(take(8).readBigUInt64BE()),
    opaque16: () => take(reader.uint16()),
    opaque32: () => take(take(4).readUInt32BE()),
    end: () => {
      if (at !== bytes.length) throw new RangeError('the message is too long')
    },
  }
  return reader
}

/** Aggregate shares of Prio3Histogram: elements of Field128, 16 bytes each, little-endian. */
export function readField128(bytes: Buffer): readonly bigint[] {
  if (bytes.length % 16 !== 0) throw new RangeError('not elements of Field128')
  return Array.from({ length: bytes.length / 16 }, (_, at) => bytes.readBigUInt64LE(16 * at) + (bytes.readBigUInt64LE(16 * at + 8) << 64n))
}

export function writeField128(elements: readonly bigint[]): Buffer {
  const bytes = Buffer.alloc(16 * elements.length)
  elements.forEach((element, at) => {
    bytes.writeBigUInt64LE(element & 0xffff_ffff_ffff_ffffn, 16 * at)
    bytes.writeBigUInt64LE(element >> 64n, 16 * at + 8)
  })
  return bytes
}

/** The modulus of Field128 (VDAF-08, section 6.1). */
export const FIELD128 = 2n ** 66n * 4_611_686_018_427_387_897n + 1n
