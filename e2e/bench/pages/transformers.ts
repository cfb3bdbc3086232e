import { beginNow } from './begin-now.js'

type Pipeline = (texts: readonly string[], options: object) => Promise<{ readonly data: Float32Array }>

interface Transformers {
  readonly env: { allowRemoteModels: boolean; allowLocalModels: boolean; localModelPath: string; useBrowserCache: boolean; readonly backends: { readonly onnx: { readonly wasm?: { wasmPaths?: string } } } }
  pipeline(task: string, model: string, options: object): Promise<Pipeline>
}

let memory: WebAssembly.Memory | undefined
WebAssembly.Memory = new Proxy(WebAssembly.Memory, {
  construct(plain, [about]: [WebAssembly.MemoryDescriptor]) {
    memory = new plain(about)
    return memory
  },
})

let encode: Pipeline | undefined

const bench = {
  async start() {
    const { env, pipeline } = (await import(/* @vite-ignore */ new URL('/peers/transformers.js', location.href).href)) as Transformers
    env.allowRemoteModels = false
    env.allowLocalModels = true
    env.useBrowserCache = false
    env.localModelPath = '/peer-model/'
    if (env.backends.onnx.wasm !== undefined) env.backends.onnx.wasm.wasmPaths = new URL('/peer-ort/', location.href).href
    encode = await pipeline('feature-extraction', 'minilm', { dtype: 'q8', device: 'wasm' })
    return performance.now()
  },
  async embed(texts: readonly string[]) {
    const made = await encode?.(texts, { pooling: 'mean', normalize: true })
    return { at: performance.now(), first: Array.from(made?.data.subarray(0, 384) ?? []) }
  },
  async time({ texts, batch }: { readonly texts: readonly string[]; readonly batch: number }) {
    const begin = performance.now()
    for (let start = 0; start < texts.length; start += batch) await bench.embed(texts.slice(start, start + batch))
    return performance.now() - begin
  },
  memory: () => memory?.buffer.byteLength ?? NaN,
}

const begun = beginNow(async () => {
  await bench.start()
  return bench.embed(['A man is playing a guitar.'])
})

Object.assign(globalThis, { bench: { ...bench, begun } })
