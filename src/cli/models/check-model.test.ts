import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { createNodeEncoder } from '../encoders/node-encoder.js'
import { addModel } from './add-model.js'
import { checkModel } from './check-model.js'
import { openModelFolder } from './model-folder.js'

const fixtures = fileURLToPath(new URL('fixtures', import.meta.url))
const minilm = fileURLToPath(new URL('../../../public/models/minilm', import.meta.url))
const scratch = mkdtempSync(join(tmpdir(), 'hearth-models-'))
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

const check = (name: string) => checkModel(openModelFolder(join(fixtures, name)))

/** The shipped model as somebody would bring it. */
function broughtEncoder(name: string): string {
  const folder = join(scratch, name)
  mkdirSync(folder)
  copyFileSync(join(minilm, 'minilm-int.onnx'), join(folder, 'model.onnx'))
  for (const file of ['minilm.weights', 'tokenizer.json']) copyFileSync(join(minilm, file), join(folder, file))
  return folder
}

describe('a scorer that scikit-learn exported', () => {
  it('is taken, with its shapes, its features and its time', async () => {
    expect(await check('logistic')).toMatchObject({ ok: true, kind: 'scorer', dimensions: 6, canary: { wasm: 1, webgpu: null }, inputs: [{ name: 'X', type: 'float32', shape: ['?', 6] }], problems: [] })
    expect(await check('boosted')).toMatchObject({ ok: true, dimensions: 6 })
  })
})

describe('a bad model', () => {
  it.each([
    ['not-onnx', /not an ONNX model.*export it again/],
    ['unknown-operator', /Frobnicate.*standard operators/],
    ['nan', /NaN/],
    ['fixed', /exactly 1 items.*dynamic/],
    ['integers', /int64.*float32/],
    ['constant', /same score/],
    ['logistic-zipmap', /zipmap/],
  ])('%s: says what is wrong and what to do', async (name, message) => {
    const { ok, problems } = await check(name)
    expect(ok).toBe(false)
    expect(problems).toEqual([expect.stringMatching(message)])
  })

  it('of a gigabyte is refused before it is read', async () => {
    const folder = join(scratch, 'gigabyte')
    mkdirSync(folder)
    writeFileSync(join(folder, 'model.onnx'), '')
    truncateSync(join(folder, 'model.onnx'), 1e9)
    expect((await checkModel(openModelFolder(folder))).problems).toEqual([expect.stringMatching(/1000 MB.*quantise/)])
  })

  it('that is an encoder without its tokenizer is told so', async () => {
    const folder = broughtEncoder('no-tokenizer')
    rmSync(join(folder, 'tokenizer.json'))
    expect((await checkModel(openModelFolder(folder))).problems).toEqual([expect.stringMatching(/tokenizer\.json/)])
  })

  it('whose folder is not there, or holds no model, is bad input', () => {
    expect(() => openModelFolder(join(scratch, 'nowhere'))).toThrow(/no such folder/)
    expect(() => openModelFolder(fixtures)).toThrow(/no model\.onnx/)
  })
})

describe('an encoder', () => {
  it('is checked, added with its canary, and then embeds as the shipped one does', async () => {
    const folder = openModelFolder(broughtEncoder('brought'))
    const checked = await checkModel(folder)
    expect(checked).toMatchObject({ ok: true, kind: 'encoder', dimensions: 384, recipe: { pooling: 'none', prefix: '' } })
    const added = await addModel(folder, checked, join(scratch, 'added'))
    expect(existsSync(join(added, 'canary.json'))).toBe(true)
    expect(JSON.parse(readFileSync(join(added, 'model.json'), 'utf8'))).toMatchObject({ space: checked.space, dimensions: 384 })
    const [brought, shipped] = await Promise.all([createNodeEncoder(added, { threads: 1 }), createNodeEncoder('minilm', { threads: 1 })])
    const [a, b] = await Promise.all([brought.embed(['A story of bread']), shipped.embed(['A story of bread'])])
    expect([...a]).toEqual([...b])
    expect(brought.space).not.toBe(shipped.space)
    await Promise.all([brought.close(), shipped.close()])
  }, 120_000)

  it('of the E5 family gets its prefix, and sentence-transformers’ own files are read', () => {
    const folder = broughtEncoder('some-e5-small')
    mkdirSync(join(folder, '1_Pooling'))
    writeFileSync(join(folder, '1_Pooling/config.json'), JSON.stringify({ pooling_mode_cls_token: true }))
    writeFileSync(join(folder, 'sentence_bert_config.json'), JSON.stringify({ max_seq_length: 128 }))
    expect(openModelFolder(folder).recipe).toEqual({ pooling: 'cls', prefix: 'passage: ', maxTokens: 128 })
  })
})
