import { createPlainPool, type CreateVectorPool, type VectorPool } from '../core/embedding/vector-pool.js'
import { FLOAT } from './dot-kernel/bytes.js'

type Dots = (query: number, dimensions: number, places: number, count: number, rows: number, out: number) => void

/** A stretch of places in a memory of its own, which never grows: a view into it stays good. */
interface Block {
  readonly from: number
  readonly room: number
  readonly query: Float64Array
  readonly places: Int32Array
  readonly out: Float64Array
  readonly rows: Float32Array
  /** Products of `query` with the first so many of `places`, into `out`. */
  run(count: number): void
}

const PAGE = 65_536
/** Places that one call of the kernel takes. */
const AT_ONCE = 256
/** Least number of vectors that a further block has room for. */
const LEAST_ROOM = 256

/** Pools whose products a WebAssembly kernel computes, where this realm allows one; else plain ones. They agree to the bit. */
export function openVectorPools(): CreateVectorPool {
  try {
    const module = new WebAssembly.Module(Uint8Array.from(atob(FLOAT), (byte) => byte.charCodeAt(0)))
    return (dimensions, expected) => createPool(module, dimensions, expected)
  } catch {
    return createPlainPool
  }
}

function createPool(module: WebAssembly.Module, dimensions: number, expected: number): VectorPool {
  const stride = Math.ceil(dimensions / 4) * 4
  const blocks: Block[] = []
  let size = 0

  const blockOf = (place: number): Block | undefined => blocks.find(({ from, room }) => place >= from && place < from + room)

  return {
    get size() {
      return size
    },
    keep(vector) {
      let block = blocks.at(-1)
      if (block === undefined || size === block.from + block.room) {
        block = openBlock(module, stride, size, blocks.length === 0 ? Math.max(LEAST_ROOM, Math.ceil(expected * 1.1)) : Math.max(LEAST_ROOM, size >> 1))
        blocks.push(block)
      }
      block.rows.set(vector, (size - block.from) * stride)
      return size++
    },
    at(place) {
      const block = place < size ? blockOf(place) : undefined
      return block?.rows.subarray((place - block.from) * stride, (place - block.from) * stride + dimensions)
    },
    dots(vector, places) {
      const out = new Float64Array(places.length)
      for (const block of blocks) block.query.fill(0).set(vector)
      for (let at = 0; at < places.length; ) {
        const block = blockOf(places[at] ?? 0)
        if (block === undefined) throw new RangeError('a place that nothing was kept at')
        let count = 0
        for (; count < AT_ONCE && at + count < places.length; count++) {
          const place = (places[at + count] ?? 0) - block.from
          if (place < 0 || place >= block.room) break
          block.places[count] = place
        }
        block.places.fill(block.places[0] ?? 0, count, Math.ceil(count / 4) * 4)
        block.run(Math.ceil(count / 4) * 4)
        out.set(block.out.subarray(0, count), at)
        at += count
      }
      return out
    },
  }
}

function openBlock(module: WebAssembly.Module, stride: number, from: number, room: number): Block {
  const placesAt = 8 * stride
  const outAt = placesAt + 4 * AT_ONCE
  const rowsAt = outAt + 8 * AT_ONCE
  const memory = new WebAssembly.Memory({ initial: Math.ceil((rowsAt + 4 * stride * room) / PAGE) })
  const { dots } = new WebAssembly.Instance(module, { hearth: { memory } }).exports as { readonly dots: Dots }
  return {
    from,
    room,
    query: new Float64Array(memory.buffer, 0, stride),
    places: new Int32Array(memory.buffer, placesAt, AT_ONCE),
    out: new Float64Array(memory.buffer, outAt, AT_ONCE),
    rows: new Float32Array(memory.buffer, rowsAt, stride * room),
    run: (count) => dots(0, stride, placesAt, count, rowsAt, outAt),
  }
}
