import { existsSync, readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { EncoderRecipe } from '../../core/embedding/encoder-recipe.js'
import { openBrowser } from '../doctor/open-browser.js'
import { InputFault } from '../input-fault.js'
import { packageRoot } from '../package-root.js'
import { HEADER_POLICY } from '../../protocol/isolation.js'
import { canaryOf, CANARY_TEXTS, referenceVectors } from '../encoders/make-canary.js'
import { runtimeBytes } from '../encoders/shipped-files.js'
import { startEncoder, type Started } from './in-page/start-encoder.js'
import type { ModelFolder } from './model-folder.js'

/** The least cosine between WebGPU's vectors and WASM's, or null and why there is none. */
export type WebgpuCanary = { readonly cosine: number; readonly why?: undefined } | { readonly cosine: null; readonly why: string }

/** Where there is no graphics card Chromium computes WebGPU on the CPU, seconds a text: short texts then, for so long, unless someone asks for all of them. */
const QUICK = { ms: 20_000, texts: CANARY_TEXTS.slice(0, 2) } as const
const WHOLE = { ms: 600_000, texts: CANARY_TEXTS } as const

/** First a real adapter; where there is none, Chromium's own on the CPU. */
const ADAPTERS = [['--enable-unsafe-webgpu'], ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader']] as const

const none = (why: string): WebgpuCanary => ({ cosine: null, why })

/** Runs an encoder on WebGPU in a Chromium found here, in the worker that pages use, against what WASM gives. */
export async function webgpuCanary(folder: ModelFolder, recipe: EncoderRecipe, whole: boolean): Promise<WebgpuCanary> {
  const worker = join(packageRoot, 'dist/embedder-webgpu.js')
  if (!existsSync(worker)) return none('not tried: dist/embedder-webgpu.js is not there; run "npm run build"')
  const { ms, texts } = whole ? WHOLE : QUICK
  const weights = folder.weights()
  const named = weights === undefined || folder.weightsName === undefined ? undefined : { name: folder.weightsName, bytes: weights }
  const wasm = await referenceVectors({ runtime: runtimeBytes(), graph: folder.graph(), ...(named === undefined ? {} : { weights: named }) }, folder.tokenizer(), recipe, texts)
  const files = new Map<string, Uint8Array | string>([
    ['/', '<!doctype html><title>Hearth</title>'],
    ['/worker.js', readFileSync(worker)],
    ['/runtime.wasm', readFileSync(createRequire(import.meta.url).resolve('onnxruntime-web/ort-wasm-simd-threaded.jspi.wasm'))],
    ['/graph', new Uint8Array(folder.graph())],
    ['/tokenizer', folder.tokenizer()],
    ['/canary', canaryOf({ wasm }, texts)],
    ...(named === undefined ? [] : ([['/weights', new Uint8Array(named.bytes)]] as const)),
  ])
  const { server, url } = await serve(files)
  try {
    for (const flags of ADAPTERS) {
      const started = await startIn(flags, url, ms, { worker: '/worker.js', runtime: '/runtime.wasm', graph: '/graph', tokenizer: '/tokenizer', canary: '/canary', recipe, ...(named === undefined ? {} : { weights: { name: named.name, path: '/weights' } }) })
      if (started === 'late') return none(`not finished within ${String(ms / 1000)} s on the adapter here; ${whole ? 'try where there is a graphics card' : '--webgpu waits for it'}`)
      if (started.status === 'ready') return { cosine: Math.round(started.canaryCosine * 1e6) / 1e6 }
      if (started.code !== 'no-adapter') return none(`WebGPU is not used for it: ${started.message}`)
    }
    return none('not tried: the Chromium here offers no WebGPU adapter')
  } catch (error) {
    if (error instanceof InputFault) return none(`not tried: ${error.message}`)
    throw error
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

async function startIn(flags: readonly string[], url: string, ms: number, addresses: Parameters<typeof startEncoder>[1]): Promise<Started | 'late'> {
  const browser = await openBrowser(flags)
  let timer: ReturnType<typeof setTimeout> | undefined
  try {
    const page = await browser.newPage()
    await page.addInitScript('globalThis.__name ??= (named) => named')
    await page.goto(url)
    const late = new Promise<'late'>((resolve) => {
      timer = setTimeout(() => resolve('late'), ms)
    })
    const started = startEncoder(page, addresses)
    started.catch(() => undefined)
    return await Promise.race([started, late])
  } finally {
    clearTimeout(timer)
    await browser.close()
  }
}

/** Serves a few files of memory on the loopback interface. */
async function serve(files: ReadonlyMap<string, Uint8Array | string>): Promise<{ readonly server: Server; readonly url: string }> {
  const server = createServer(({ url = '/' }, response) => {
    const content = files.get(url)
    // The published embedder starts nowhere but behind its policy.
    const sealed = url.endsWith('.js') ? { 'Content-Security-Policy': HEADER_POLICY } : {}
    response.writeHead(content === undefined ? 404 : 200, { ...sealed, 'Content-Type': url === '/' ? 'text/html' : url.endsWith('.js') ? 'text/javascript' : 'application/octet-stream' })
    response.end(content)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return { server, url: `http://localhost:${String(address.port)}/` }
}
