import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import * as ort from 'onnxruntime-web/wasm'
import { beforeAll, describe, expect, it } from 'vitest'
import { fileName, PAGE_ENCODER, SHIPPED, type ShippedEncoder } from '../core/embedding/shipped.js'
import type { EmbedderAssets, EmbedderFacade } from '../protocol/embedder.js'
import { createEmbedder } from './embedder.js'

const shipped = (path: string): URL => new URL(`../../public/${path}`, import.meta.url)
const text = (path: string): string => readFileSync(shipped(path), 'utf8')
const buffer = (name: string | URL): ArrayBuffer => new Uint8Array(readFileSync(name)).buffer
const canary = text(SHIPPED[PAGE_ENCODER].canary)
const goldenOf = (encoder: ShippedEncoder) => (JSON.parse(text(`models/${encoder}/golden.json`)) as { items: { text: string; vector: number[] }[] }).items

function assets(encoder: ShippedEncoder = PAGE_ENCODER): EmbedderAssets {
  const { wasm, weights, tokenizer, canary } = SHIPPED[encoder]
  return {
    runtime: buffer(createRequire(import.meta.url).resolve('onnxruntime-web/ort-wasm-simd-threaded.wasm')),
    graph: buffer(shipped(wasm)),
    weights: { name: fileName(weights), bytes: buffer(shipped(weights)) },
    tokenizer: text(tokenizer),
    canary: text(canary),
  }
}

describe('the embedder', () => {
  it('answers before its start with a code, not an exception', async () => {
    expect(await createEmbedder(ort).embed(['a story'])).toMatchObject({ status: 'failed', code: 'not-started' })
  })

  describe.each(['minilm', 'minilm-l4'] as const)('started on wasm with %s', (encoder) => {
    const embedder: EmbedderFacade = createEmbedder(ort)
    const golden = goldenOf(encoder)

    beforeAll(async () => {
      const start = await embedder.start('wasm', assets(encoder))
      expect(start).toMatchObject({ status: 'ready', backend: 'wasm', dimensions: 384 })
      expect(start.status === 'ready' && start.canaryCosine).toBeGreaterThan(0.9995)
    }, 90_000)

    it('comes within .998 of the float32 reference on every golden text', async () => {
      const worded = golden.filter(({ text }) => /\p{L}/u.test(text))
      const answer = await embedder.embed(worded.map(({ text }) => text))
      worded.forEach(({ vector }, row) => {
        const ours = answer.status === 'ok' ? answer.vectors.subarray(row * 384, (row + 1) * 384) : []
        expect(vector.reduce((sum, x, d) => sum + x * (ours[d] ?? NaN), 0)).toBeGreaterThan(0.998)
      })
    })

    it('gives a text the very same vector, to the last bit, alone and in a batch of other lengths', async () => {
      const texts = [...golden.filter(({ text }) => /\p{L}/u.test(text)).map(({ text }) => text), 'A green bridge for a shy cat', 'Glass that mends itself overnight', 'One word', 'The strike that emptied the harbour by noon']
      const together = await embedder.embed(texts)
      for (const [row, text] of texts.entries()) {
        const alone = await embedder.embed([text])
        expect(alone.status === 'ok' && together.status === 'ok' && [...alone.vectors]).toEqual(together.status === 'ok' && [...together.vectors.subarray(row * 384, (row + 1) * 384)])
      }
    })

    it('lists wordless texts and leaves their rows zero', async () => {
      const answer = await embedder.embed(['', 'A story', '!!!'])
      expect(answer).toMatchObject({ status: 'ok', empty: [0, 2] })
      expect(answer.status === 'ok' && answer.vectors.subarray(0, 384).every((x) => x === 0)).toBe(true)
    })

    it('gives no vector to a text of which it knows no piece: all such texts would have the same', async () => {
      expect(await embedder.embed(['z'.repeat(150), 'A story', 'y'.repeat(150)])).toMatchObject({ status: 'ok', empty: [0, 2] })
    })

    it('cuts a text of a hundred thousand words instead of failing', async () => {
      expect(await embedder.embed(['word '.repeat(100_000)])).toMatchObject({ status: 'ok', empty: [] })
    })
  })

  it('refuses a backend that gets one canary text wrong, code canary', async () => {
    const file = JSON.parse(canary) as { wasm: number[][] }
    const turned = JSON.stringify({ ...file, wasm: file.wasm.map((row, at) => (at === 3 ? [...row].reverse() : row)) })
    expect(await createEmbedder(ort).start('wasm', { ...assets(), canary: turned })).toMatchObject({ status: 'failed', code: 'canary' })
  })

  it('refuses damaged assets with a code', async () => {
    expect(await createEmbedder(ort).start('wasm', { ...assets(), tokenizer: '{' })).toMatchObject({ status: 'failed', code: 'model' })
    expect(await createEmbedder(ort).start('wasm', { ...assets(), canary: '{}' })).toMatchObject({ status: 'failed', code: 'model' })
    expect(await createEmbedder(ort).start('wasm', { ...assets(), graph: new ArrayBuffer(10) })).toMatchObject({ status: 'failed', code: 'runtime' })
    expect(await createEmbedder(ort).start('wasm', { ...assets(), weights: { name: 'minilm.weights', bytes: new ArrayBuffer(10) } })).toMatchObject({ status: 'failed', code: 'runtime' })
  })

  it('refuses at the door a model whose vectors are no numbers, and embeds nothing with it', async () => {
    const embedder = createEmbedder(ort)
    // Every float among the weights is NaN.
    const bytes = new Uint8Array(assets().weights?.bytes.byteLength ?? 0).fill(0xff).buffer
    expect(await embedder.start('wasm', { ...assets(), weights: { name: 'minilm.weights', bytes } })).toMatchObject({ status: 'failed', code: 'runtime', message: expect.stringMatching(/not of numbers/) as string })
    expect(await embedder.embed(['a story'])).toMatchObject({ status: 'failed', code: 'not-started' })
  })

  it('says nothing of a text that the model fails on, though the runtime does', async () => {
    let canaryIsDone = false
    const create = async (...args: Parameters<typeof ort.InferenceSession.create>) => {
      const session = await ort.InferenceSession.create(...args)
      return new Proxy(session, {
        get(target, name) {
          if (name === 'run' && canaryIsDone) return () => Promise.reject(new Error('indices element out of data bounds, idx=31337 must be within the inclusive range'))
          const value: unknown = Reflect.get(target, name)
          return typeof value === 'function' ? value.bind(target) : value
        },
      })
    }
    const faulty = { ...ort, InferenceSession: { create } } as unknown as typeof ort
    const embedder = createEmbedder(faulty)
    expect(await embedder.start('wasm', assets())).toMatchObject({ status: 'ready' })
    canaryIsDone = true
    const answer = await embedder.embed(['what the visitor read'])
    expect(answer).toMatchObject({ status: 'failed', code: 'runtime' })
    expect(JSON.stringify(answer)).not.toContain('31337')
  })

  it('says that there is no adapter where there is no WebGPU', async () => {
    expect(await createEmbedder(ort).start('webgpu', assets())).toMatchObject({ status: 'failed', code: 'no-adapter' })
  })
})
