import { transfer, wrap } from 'comlink'
import { openVectorPools } from '../../../src/adapters/vector-pool.js'
import { fileName, PAGE_ENCODER, SHIPPED, type ShippedEncoder } from '../../../src/core/embedding/shipped.js'
import { openStaticModel } from '../../../src/core/embedding/static-model.js'
import type { EmbedderBackend, EmbedderFacade } from '../../../src/protocol/embedder.js'
import { beginNow } from './begin-now.js'

const bytes = async (path: string): Promise<ArrayBuffer> => (await fetch(`/hearth/assets/${path}`)).arrayBuffer()
const text = async (path: string): Promise<string> => (await fetch(`/hearth/assets/${path}`)).text()

let embedder: { readonly facade: Pick<EmbedderFacade, 'start' | 'embed'>; readonly worker: Worker } | undefined

const bench = {
  /** Starts a published embedder; milliseconds since navigation when it is ready. */
  async start({ script, backend = 'wasm', encoder = PAGE_ENCODER }: { readonly script: string; readonly backend?: EmbedderBackend; readonly encoder?: ShippedEncoder }) {
    const { [backend]: graph, weights, tokenizer, canary } = SHIPPED[encoder]
    const worker = new Worker(script, { type: 'module' })
    const files = await Promise.all([bytes(SHIPPED.runtime[backend]), bytes(graph), bytes(weights), text(tokenizer), text(canary)])
    const { port1, port2 } = new MessageChannel()
    worker.postMessage({ port: port1 }, [port1])
    const facade = wrap<EmbedderFacade>(port2)
    const assets = { runtime: files[0], graph: files[1], weights: { name: fileName(weights), bytes: files[2] }, tokenizer: files[3], canary: files[4] }
    const started = await facade.start(backend, transfer(assets, [assets.runtime, assets.weights.bytes]))
    if (started.status !== 'ready') throw new Error(started.message)
    embedder = { facade, worker }
    return performance.now()
  },
  async embed(texts: readonly string[]) {
    const answer = await embedder?.facade.embed(texts)
    if (answer?.status !== 'ok') throw new Error(answer?.message ?? 'not started')
    return { at: performance.now(), first: Array.from(answer.vectors.subarray(0, 384)) }
  },
  /** Every text's vector, one after another. */
  async vectors(texts: readonly string[]) {
    const answer = await embedder?.facade.embed(texts)
    if (answer?.status !== 'ok') throw new Error(answer?.message ?? 'not started')
    return Array.from(answer.vectors)
  },
  /** Milliseconds for all texts, handed over in one call. */
  async time(texts: readonly string[]) {
    const begin = performance.now()
    await bench.embed(texts)
    return performance.now() - begin
  },
  async memory() {
    return new Promise<number>((resolve) => {
      embedder?.worker.addEventListener('message', ({ data }) => resolve(Number(data)), { once: true })
      embedder?.worker.postMessage('memory')
    })
  },
  /** Texts a second of the static table, over the given texts again and again for at least 300 ms. */
  async staticRate(texts: readonly string[]) {
    const opened = openStaticModel(await bytes(SHIPPED.static.model), await text(SHIPPED.static.vocab), openVectorPools())
    if (opened.status !== 'ok') throw new Error(opened.message)
    for (const one of texts) opened.model.embed(one)
    const begin = performance.now()
    let done = 0
    while (performance.now() - begin < 300) {
      for (const one of texts) opened.model.embed(one)
      done += texts.length
    }
    return (1_000 * done) / (performance.now() - begin)
  },
}

/** The static table by itself, under the peer's conditions: milliseconds since navigation to the first vector, and its length. */
async function staticAlone(): Promise<{ readonly at: number; readonly dimensions: number }> {
  const [model, vocab] = await Promise.all([bytes(SHIPPED.static.model), text(SHIPPED.static.vocab)])
  const opened = openStaticModel(model, vocab, openVectorPools())
  if (opened.status !== 'ok') throw new Error(opened.message)
  const dimensions = opened.model.embed('A man is playing a guitar.')?.length ?? 0
  return { at: performance.now(), dimensions }
}

const alone = location.search === '?static' ? staticAlone() : undefined

const begun = beginNow(async () => {
  await bench.start({ script: '/bench/embedder-measured.js' })
  return bench.embed(['A man is playing a guitar.'])
})

Object.assign(globalThis, { bench: { ...bench, begun, alone: () => alone } })
