import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { availableParallelism } from 'node:os'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { Worker, type WorkerOptions } from 'node:worker_threads'
import { releaseProxy, wrap, type Remote } from 'comlink'
import type { EmbedderAssets, EmbedderFacade } from '../../protocol/embedder.js'

/** Texts a thread takes at a time: enough to fill batches of equal length, few enough that all threads end together. */
const LARGEST_CHUNK = 128
const CHUNKS_A_THREAD = 8

/** Encoder threads over one model, started when first needed. */
export interface ThreadPool {
  /** Calls `done` with positions in `texts` and their vectors (row-major), chunk by chunk, in no fixed order; rows of wordless texts are zeros. */
  embed(texts: readonly string[], done: (positions: readonly number[], vectors: Float32Array) => void): Promise<void>
  close(): Promise<void>
}

interface Thread {
  readonly worker: Worker
  readonly facade: Remote<EmbedderFacade>
  /** Rejects when the thread dies: a call to a dead thread would otherwise never end. */
  readonly died: Promise<never>
}

/** Threads that run the browser's embedder on wasm. `assets` is called once a thread. */
export function createThreadPool(assets: () => EmbedderAssets, limit = availableParallelism()): ThreadPool {
  const threads: Promise<Thread>[] = []

  return {
    async embed(texts, done) {
      const order = texts.map((_, position) => position).sort((a, b) => (texts[b]?.length ?? 0) - (texts[a]?.length ?? 0) || a - b)
      const size = Math.min(LARGEST_CHUNK, Math.max(1, Math.ceil(order.length / (limit * CHUNKS_A_THREAD))))
      const chunks = Array.from({ length: Math.ceil(order.length / size) }, (_, i) => order.slice(i * size, (i + 1) * size))
      while (threads.length < Math.min(limit, chunks.length)) threads.push(startThread(assets()))
      const work = async (thread: Promise<Thread>): Promise<void> => {
        const { facade, died } = await thread
        for (let chunk = chunks.shift(); chunk !== undefined; chunk = chunks.shift()) {
          const answer = await Promise.race([facade.embed(chunk.map((position) => texts[position] ?? '')), died])
          if (answer.status === 'failed') throw new Error(`the encoder failed (${answer.code}): ${answer.message}`)
          done(chunk, answer.vectors)
        }
      }
      await Promise.all(threads.map(work))
    },
    async close() {
      const ended = threads.splice(0).map(async (thread) => {
        const { worker, facade } = await thread
        facade[releaseProxy]()
        await worker.terminate()
      })
      await Promise.allSettled(ended)
    },
  }
}

async function startThread(assets: EmbedderAssets): Promise<Thread> {
  const { port1, port2 } = new MessageChannel()
  const worker = startScript({ workerData: { port: port2 }, transferList: [port2] })
  const died = new Promise<never>((_, reject) => {
    worker.once('error', reject)
    worker.once('exit', (code) => reject(new Error(`an encoder thread ended with ${code}`)))
  })
  died.catch(() => undefined)
  const facade = wrap<EmbedderFacade>(port1)
  const start = await Promise.race([facade.start('wasm', assets), died])
  if (start.status === 'failed') {
    await worker.terminate()
    throw new Error(`the model does not start (${start.code}): ${start.message}`)
  }
  return { worker, facade, died }
}

/** From sources the thread runs through tsx, registered inside it (its `--import` form does not reach threads); beside a bundle it is a bundle of its own. */
function startScript(options: WorkerOptions): Worker {
  const fromSource = import.meta.url.endsWith('.ts')
  const script = new URL(fromSource ? './encoder-thread.ts' : './encoder-thread.js', import.meta.url)
  if (!existsSync(script)) throw new Error(`${fileURLToPath(script)} is missing; install the package again`)
  if (!fromSource) return new Worker(script, options)
  const tsx = new URL('dist/esm/api/index.mjs', pathToFileURL(createRequire(import.meta.url).resolve('tsx/package.json'))).href
  return new Worker(`import(${JSON.stringify(tsx)}).then(({ register }) => { register(); return import(${JSON.stringify(script.href)}) })`, { ...options, eval: true })
}
