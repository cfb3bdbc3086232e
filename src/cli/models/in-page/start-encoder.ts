import type { Page } from '@playwright/test'

export type Started = { readonly status: 'ready'; readonly canaryCosine: number } | { readonly status: 'failed'; readonly code: string; readonly message: string }

/** Addresses of the files, and how the model is used. */
export interface EncoderAddresses {
  readonly worker: string
  readonly runtime: string
  readonly graph: string
  readonly weights?: { readonly name: string; readonly path: string }
  readonly tokenizer: string
  readonly canary: string
  readonly recipe: object
}

/** Starts the published embedder worker on WebGPU in a page, and answers what it answers. */
export function startEncoder(page: Page, addresses: EncoderAddresses): Promise<Started> {
  return page.evaluate(async (files): Promise<Started> => {
    const bytes = async (url: string): Promise<ArrayBuffer> => (await fetch(url)).arrayBuffer()
    const text = async (url: string): Promise<string> => (await fetch(url)).text()
    const worker = new Worker(files.worker, { type: 'module' })
    const { port1, port2 } = new MessageChannel()
    worker.postMessage({ port: port1 }, [port1])
    const assets = {
      runtime: await bytes(files.runtime),
      graph: await bytes(files.graph),
      ...(files.weights === undefined ? {} : { weights: { name: files.weights.name, bytes: await bytes(files.weights.path) } }),
      tokenizer: await text(files.tokenizer),
      canary: await text(files.canary),
      recipe: files.recipe,
    }
    // Comlink's wire, written out: the page holds nothing but the published worker.
    const answer = new Promise<Started>((resolve) => {
      port2.addEventListener('message', ({ data }: MessageEvent<{ readonly value: Started }>) => resolve(data.value))
      worker.addEventListener('error', (event) => resolve({ status: 'failed', code: 'worker', message: event.message }))
    })
    port2.start()
    port2.postMessage({ id: 'start', type: 'APPLY', path: ['start'], argumentList: [{ type: 'RAW', value: 'webgpu' }, { type: 'RAW', value: assets }] })
    const started = await answer
    worker.terminate()
    return started
  }, addresses)
}
