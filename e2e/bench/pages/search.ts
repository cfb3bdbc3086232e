import { openVectorPools } from '../../../src/adapters/vector-pool.js'
import { openDotKernel } from '../../../src/adapters/dot-kernel.js'
import { quantise } from '../../../src/core/embedding/quantise.js'
import { openNearest } from '../../../src/core/embedding/nearest.js'

/** One library under test: builds an index that answers ids of the ten nearest; an approximate one takes how many nodes it visits. */
interface Library {
  build(vectors: Float32Array, rows: number): Promise<Search>
}

type Search = (query: Float32Array, effort: number) => Promise<readonly number[]>

/** Nodes that an approximate index visits at first, and at most where its recall is to be raised to ours. */
const EFFORT = { own: 64, most: 4096 } as const

const D = 384
const row = (vectors: Float32Array, at: number): Float32Array => vectors.subarray(at * D, (at + 1) * D)

/** Seeded vectors in loose clusters, as titles lie: unit length, the same on every run. */
function make(rows: number, seed: number): Float32Array {
  let state = seed
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  const gauss = (): number => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform())
  const centres = Array.from({ length: 64 }, () => Float32Array.from({ length: D }, gauss))
  const out = new Float32Array(rows * D)
  for (let r = 0; r < rows; r++) {
    const centre = centres[Math.floor(uniform() * centres.length)] ?? new Float32Array(D)
    let square = 0
    for (let d = 0; d < D; d++) {
      const value = (centre[d] ?? 0) * 0.6 + gauss()
      out[r * D + d] = value
      square += value * value
    }
    for (let d = 0; d < D; d++) out[r * D + d] = (out[r * D + d] ?? 0) / Math.sqrt(square)
  }
  return out
}

/** The ten nearest in double arithmetic: what every library's answer is held against. */
function exact(vectors: Float32Array, rows: number, query: Float32Array): readonly number[] {
  const scores = Array.from({ length: rows }, (_, r) => row(vectors, r).reduce((sum, x, d) => sum + x * (query[d] ?? 0), 0))
  return scores.map((score, r) => ({ score, r })).sort((a, b) => b.score - a.score).slice(0, 10).map(({ r }) => r)
}

const load = <T>(name: string): Promise<T> => import(/* @vite-ignore */ new URL(`/peers/${name}.js`, location.href).href) as Promise<T>

const LIBRARIES: Readonly<Record<string, Library>> = {
  /** Ours: bytes for all rows, float32 for the order of the nearest. */
  hearth: {
    build(all, rows) {
      const pool = openVectorPools()(D, rows)
      for (let r = 0; r < rows; r++) pool.keep(row(all, r))
      const nearest = openNearest(openDotKernel(), pool, D)
      return Promise.resolve((query) => Promise.resolve(nearest(query, 10).map(({ row: r }) => r)))
    },
  },
  /** Ours without float32 at hand, as over a catalog that was fetched: recall only. */
  'hearth, bytes alone': {
    build(all) {
      const index = openDotKernel().load(quantise(all, D))
      return Promise.resolve((query) => Promise.resolve(index.topK(query, 10).map(({ row: r }) => r)))
    },
  },
  voy: {
    async build(vectors, rows) {
      const voy = await load<{ Voy: new (resource: object) => { search(query: Float32Array, k: number): { neighbors: { id: string }[] } }; __wbg_set_wasm(wasm: object): void; [name: string]: unknown }>('voy')
      const imports = Object.fromEntries(Object.entries(voy).filter(([name]) => name.startsWith('__wb')))
      const { instance } = await WebAssembly.instantiateStreaming(fetch('/peer-voy/voy_search_bg.wasm'), { './voy_search_bg.js': imports as WebAssembly.ModuleImports })
      voy.__wbg_set_wasm(instance.exports)
      const index = new voy.Voy({ embeddings: Array.from({ length: rows }, (_, r) => ({ id: String(r), title: '', url: '', embeddings: Array.from(row(vectors, r)) })) })
      return (query) => Promise.resolve(index.search(query, 10).neighbors.map(({ id }) => Number(id)))
    },
  },
  'client-vector-search': {
    async build(vectors, rows) {
      const { EmbeddingIndex } = await load<{ EmbeddingIndex: new (objects: object[]) => { search(query: number[], options: object): Promise<{ object: { id: number } }[]> } }>('client-vector-search')
      const index = new EmbeddingIndex(Array.from({ length: rows }, (_, r) => ({ id: r, embedding: Array.from(row(vectors, r)) })))
      return async (query) => (await index.search(Array.from(query), { topK: 10, useStorage: 'none' })).map(({ object }) => object.id)
    },
  },
  orama: {
    async build(vectors, rows) {
      const { create, insert, searchVector } = await load<{ create(o: object): Promise<object>; insert(db: object, doc: object): Promise<string>; searchVector(db: object, o: object): Promise<{ hits: { document: { n: number } }[] }> }>('orama')
      const db = await create({ schema: { n: 'number', v: `vector[${String(D)}]` } })
      for (let r = 0; r < rows; r++) await insert(db, { n: r, v: Array.from(row(vectors, r)) })
      return async (query) => (await searchVector(db, { mode: 'vector', vector: { value: Array.from(query), property: 'v' }, similarity: -1, limit: 10 })).hits.map(({ document }) => document.n)
    },
  },
  'hnswlib-wasm': {
    async build(vectors, rows) {
      const { loadHnswlib } = await load<{ loadHnswlib(): Promise<{ HierarchicalNSW: new (space: string, d: number, file: string) => { initIndex(n: number, m: number, ef: number, seed: number): void; addPoint(v: Float32Array, label: number, replace: boolean): void; setEfSearch(ef: number): void; searchKnn(q: Float32Array, k: number, filter: undefined): { neighbors: number[] } } }> }>('hnswlib-wasm')
      const { HierarchicalNSW } = await loadHnswlib()
      const index = new HierarchicalNSW('ip', D, '')
      index.initIndex(rows, 16, 100, 7)
      for (let r = 0; r < rows; r++) index.addPoint(row(vectors, r), r, false)
      return (query, effort) => {
        index.setEfSearch(effort)
        return Promise.resolve(index.searchKnn(query, 10, undefined).neighbors)
      }
    },
  },
  mememo: {
    async build(vectors, rows) {
      const { HNSW } = await load<{ HNSW: new (config: object) => { bulkInsert(keys: string[], values: number[][]): Promise<void>; query(value: number[], k: number, ef: number): Promise<{ keys: string[] }> } }>('mememo')
      // In memory and on vectors of unit length: its fastest way.
      const index = new HNSW({ distanceFunction: 'cosine-normalized', m: 16, efConstruction: 100, seed: 7, useIndexedDB: false })
      await index.bulkInsert(Array.from({ length: rows }, (_, r) => String(r)), Array.from({ length: rows }, (_, r) => Array.from(row(vectors, r))))
      return async (query, effort) => (await index.query(Array.from(query), 10, effort)).keys.map(Number)
    },
  },
}

/** Every WebAssembly memory that a library made or that its module brought: the heap's own figures leave them out. */
const memories = new Set<WebAssembly.Memory>()
WebAssembly.Memory = class extends WebAssembly.Memory {
  constructor(about: WebAssembly.MemoryDescriptor) {
    super(about)
    memories.add(this)
  }
}
const noted = <T>(instance: T): T => {
  const exports = Object(instance).exports ?? Object(instance).instance?.exports ?? {}
  for (const value of Object.values(exports)) if (Object.prototype.toString.call(value) === '[object WebAssembly.Memory]') memories.add(value as WebAssembly.Memory)
  return instance
}
for (const name of ['instantiate', 'instantiateStreaming'] as const) {
  const plain = WebAssembly[name].bind(WebAssembly) as (...given: unknown[]) => Promise<unknown>
  Object.assign(WebAssembly, { [name]: async (...given: unknown[]) => noted(await plain(...given)) })
}

let vectors: Float32Array = new Float32Array(0)
let queries: readonly Float32Array[] = []
let truth: readonly (readonly number[])[] = []
const built = new Map<string, Search>()

const bench = {
  /** How fast this machine reads memory: the least time to read so many bytes once, in milliseconds, by a plain SIMD loop in wasm. */
  read({ module, bytes }: { readonly module: string; readonly bytes: number }) {
    const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / 65_536) + 1 })
    memories.delete(memory)
    new Uint8Array(memory.buffer).fill(3)
    const compiled = new WebAssembly.Module(Uint8Array.from(atob(module), (byte) => byte.charCodeAt(0)))
    const run = new WebAssembly.Instance(compiled, { bench: { memory } }).exports['read'] as (bytes: number) => bigint
    const times: number[] = []
    for (let i = 0; i < 30; i++) {
      const begin = performance.now()
      run(bytes)
      times.push(performance.now() - begin)
    }
    return times.sort((a, b) => a - b)[15] ?? NaN
  },
  async prepare({ rows, asked }: { readonly rows: number; readonly asked: number }) {
    vectors = make(rows + asked, rows)
    queries = Array.from({ length: asked }, (_, q) => row(vectors, rows + q).slice())
    vectors = vectors.slice(0, rows * D)
    truth = queries.map((query) => exact(vectors, rows, query))
  },
  wasmBytes: () => [...memories].reduce((sum, { buffer }) => sum + buffer.byteLength, 0),
  async build({ library, rows }: { readonly library: string; readonly rows: number }) {
    const begin = performance.now()
    const search = await LIBRARIES[library]?.build(vectors, rows)
    if (search === undefined) throw new Error(library)
    built.set(library, search)
    return performance.now() - begin
  },
  /** The least effort, by doubling, at which an approximate library finds as much of the true ten as asked for; none where it never does. */
  async effortFor({ library, recall }: { readonly library: string; readonly recall: number }) {
    for (let effort: number = EFFORT.own; effort <= EFFORT.most; effort *= 2) if ((await bench.search({ library, effort })).recall >= recall) return effort
    return undefined
  },
  /** Milliseconds of each query, and the share of the true ten that came back. */
  async search({ library, effort = EFFORT.own }: { readonly library: string; readonly effort?: number }) {
    const search = built.get(library)
    if (search === undefined) throw new Error(library)
    const times: number[] = []
    let found = 0
    await search(queries[0] ?? new Float32Array(D), effort)
    for (const [q, query] of queries.entries()) {
      const begin = performance.now()
      const ids = await search(query, effort)
      times.push(performance.now() - begin)
      const wanted = new Set(truth[q])
      found += ids.filter((id) => wanted.has(id)).length
    }
    return { times, recall: found / (10 * queries.length) }
  },
}

Object.assign(globalThis, { bench })
