import { createHash } from 'node:crypto'
import { copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { readScorer } from '../../core/ranking/scorer/scorer-recipe.js'
import { FEATURES } from '../../core/ranking/scorer/features.js'
import { createNodeEncoder } from '../encoders/node-encoder.js'
import { addModel } from './add-model.js'
import { checkModel } from './check-model.js'
import { openNodeScorer } from './node-scorer.js'
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

interface Golden {
  readonly values: readonly (readonly number[])[]
  readonly scores: readonly number[]
}

describe.each(['pipeline', 'keras'])('the scorer %s', (name) => {
  it('answers what the framework that trained it answers', async () => {
    const { values, scores } = JSON.parse(readFileSync(join(fixtures, name, 'golden.json'), 'utf8')) as Golden
    const { scorer, recipe } = await openNodeScorer(join(fixtures, name))
    expect(recipe.features).toEqual(FEATURES.map((feature) => feature.name))
    const answer = await scorer.score(Float32Array.from(values.flat()), values.length)
    if (answer.status !== 'ok') throw new Error(answer.message)
    answer.scores.forEach((score, row) => expect(score).toBeCloseTo(scores[row] ?? Number.NaN, 5))
  })

  it('is added as a folder that a page can read, pinned file by file', async () => {
    const folder = openModelFolder(join(fixtures, name))
    const added = await addModel(folder, await checkModel(folder), join(scratch, 'scorers'))
    const read = readScorer(readFileSync(join(added, 'model.json'), 'utf8'))
    expect(read).toMatchObject({ status: 'ok', recipe: { weight: 1 } })
    const manifest = JSON.parse(readFileSync(join(added, 'manifest.json'), 'utf8')) as { readonly files: Readonly<Record<string, { readonly sha256: string }>> }
    for (const file of ['model.onnx', 'model.json']) expect(manifest.files[file]?.sha256).toBe(createHash('sha256').update(readFileSync(join(added, file))).digest('hex'))
    expect(Object.keys(await openNodeScorer(added))).toEqual(['recipe', 'scorer'])
  })
})

describe('scorer.json', () => {
  const scorerWith = (name: string, wishes: object | string): string => {
    const folder = join(scratch, name)
    mkdirSync(folder)
    copyFileSync(join(fixtures, 'logistic/model.onnx'), join(folder, 'model.onnx'))
    writeFileSync(join(folder, 'scorer.json'), typeof wishes === 'string' ? wishes : JSON.stringify(wishes))
    return folder
  }

  it('names the features that a model takes, and its weight', async () => {
    const checked = await checkModel(openModelFolder(scorerWith('named', { features: ['score', 'match', 'words', 'age', 'read', 'tags'], weight: 2.5 })))
    expect(checked).toMatchObject({ ok: true, scorer: { features: ['score', 'match', 'words', 'age', 'read', 'tags'], weight: 2.5 }, remarks: [] })
  })

  it('that is wrong is refused', async () => {
    expect((await checkModel(openModelFolder(scorerWith('unknown', { features: ['nope', 'match', 'words', 'age', 'read', 'tags'] })))).problems).toEqual([expect.stringMatching(/"nope".*not published.*model features/)])
    expect((await checkModel(openModelFolder(scorerWith('few', { features: ['match'] })))).problems).toEqual([expect.stringMatching(/takes 6 features.*names 1/)])
    expect(() => openModelFolder(scorerWith('heavy', { weight: 99 }))).toThrow(/scorer\.json.*weight/)
    expect(() => openModelFolder(scorerWith('broken', '{'))).toThrow(/not JSON/)
  })
})

describe('a scorer that scikit-learn exported', () => {
  it('is taken, with its shapes, its features and its time', async () => {
    expect(await check('logistic')).toMatchObject({ ok: true, kind: 'scorer', dimensions: 6, canary: { wasm: 1, webgpu: null }, inputs: [{ name: 'X', type: 'float32', shape: ['?', 6] }], problems: [] })
    expect(await check('boosted')).toMatchObject({ ok: true, dimensions: 6, remarks: [expect.stringMatching(/first published ones \(match, nearest, mean/)], webgpu: expect.stringMatching(/WASM/) as string })
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
    ['shares', /changes with the items that are scored beside it.*first axis/],
    ['newer', /IR version 99.*newer than.*export it for version \d+ or below/],
    ['logistic-zipmap', /zipmap/],
    ['external-missing', /"weights\.bin" is not there.*beside model\.onnx/],
    ['external-own-name', /"manifest\.json", a name that an added model needs for itself.*under another/],
    ['external-outside', /"\.\.\/pipeline\/model\.onnx", outside its own folder/],
    ['external-absolute', /"\/etc\/hostname", outside its own folder/],
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

  it.each([
    ['cut short', (folder: string) => truncateSync(join(folder, 'model.onnx'), 9_000), /cut short: export it again/],
    ['of no bytes', (folder: string) => truncateSync(join(folder, 'model.onnx'), 0), /not an ONNX model/],
    ['with another model’s tokenizer', (folder: string) => copyFileSync(join(minilm, 'tokenizer.json'), join(folder, 'tokenizer.json')), /token \d+, where the model’s words end at 123.*saved with this one/],
    ['with a tokenizer that is none', (folder: string) => writeFileSync(join(folder, 'tokenizer.json'), 'hello'), /tokenizer\.json cannot be used.*export it with the model/],
    ['that is a scorer beside a tokenizer', (folder: string) => copyFileSync(join(fixtures, 'logistic/model.onnx'), join(folder, 'model.onnx')), /inputs are X.*input_ids.*A scorer has no tokenizer\.json/],
  ])('%s: says what is wrong and what to do', async (name, spoil, message) => {
    const folder = join(scratch, name.replaceAll(/\W+/g, '-'))
    cpSync(join(fixtures, 'torch-encoder'), folder, { recursive: true })
    spoil(folder)
    expect(await checkModel(openModelFolder(folder))).toMatchObject({ ok: false, problems: [expect.stringMatching(message)] })
  })

  it('whose weights are a link out of its folder is told so, a link within it is followed', async () => {
    const folder = broughtEncoder('linked')
    renameSync(join(folder, 'minilm.weights'), join(scratch, 'elsewhere'))
    symlinkSync(join(scratch, 'elsewhere'), join(folder, 'minilm.weights'))
    expect((await checkModel(openModelFolder(folder))).problems).toEqual([expect.stringMatching(/"minilm\.weights" is a link out of its folder.*cp -L/)])
    rmSync(join(folder, 'minilm.weights'))
    renameSync(join(scratch, 'elsewhere'), join(folder, 'blob'))
    symlinkSync('blob', join(folder, 'minilm.weights'))
    expect((await checkModel(openModelFolder(folder))).problems).toEqual([])
  })

  it('whose weights are cut short is told so', async () => {
    const folder = broughtEncoder('short-weights')
    truncateSync(join(folder, 'minilm.weights'), 9_000_000)
    expect((await checkModel(openModelFolder(folder))).problems).toEqual([expect.stringMatching(/weights file does not fit/)])
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
  it('out of PyTorch, with the first token for a vector, gives what PyTorch gives', async () => {
    const folder = join(fixtures, 'torch-encoder')
    const { text, vector } = JSON.parse(readFileSync(join(folder, 'golden.json'), 'utf8')) as { readonly text: string; readonly vector: readonly number[] }
    expect(await checkModel(openModelFolder(folder))).toMatchObject({ ok: true, dimensions: 16, recipe: { pooling: 'cls', maxTokens: 128 }, remarks: [expect.stringMatching(/untrained/)] })
    const encoder = await createNodeEncoder(folder, { threads: 1 })
    const made = await encoder.embed([text])
    vector.forEach((x, d) => expect(made[d]).toBeCloseTo(x, 4))
    await encoder.close()
  })

  it('is checked, added with its canary, and then embeds as the shipped one does', async () => {
    const folder = openModelFolder(broughtEncoder('brought'))
    const checked = await checkModel(folder)
    expect(checked).toMatchObject({ ok: true, kind: 'encoder', dimensions: 384, recipe: { pooling: 'none', prefix: '' } })
    const added = await addModel(folder, checked, join(scratch, 'added'))
    expect(existsSync(join(added, 'canary.json'))).toBe(true)
    expect(JSON.parse(readFileSync(join(added, 'model.json'), 'utf8'))).toMatchObject({ space: checked.space, dimensions: 384 })
    const [brought, shipped] = await Promise.all([createNodeEncoder(added, { threads: 1 }), createNodeEncoder('minilm', { threads: 1 })])
    // Eight tokens with the special ones: the shipped model's batches are padded to a multiple of four, a brought one's are not.
    const [a, b] = await Promise.all([brought.embed(['A story of bread and butter']), shipped.embed(['A story of bread and butter'])])
    expect([...a]).toEqual([...b])
    expect(brought.space).not.toBe(shipped.space)
    await Promise.all([brought.close(), shipped.close()])
  }, 120_000)

  it('is added beside what is there, and over an earlier copy of itself alone', async () => {
    const folder = openModelFolder(broughtEncoder('again'))
    const checked = await checkModel(folder)
    const added = await addModel(folder, checked, join(scratch, 'twice'))
    expect(await addModel(folder, checked, join(scratch, 'twice'))).toBe(added)
    writeFileSync(join(added, 'notes.txt'), 'mine')
    await expect(addModel(folder, checked, join(scratch, 'twice'))).rejects.toThrow(/notes\.txt in it is not the model's/)
    expect(readFileSync(join(added, 'notes.txt'), 'utf8')).toBe('mine')
    await expect(addModel(folder, checked, dirname(folder.path))).rejects.toThrow(/it is the model that is added/)
    mkdirSync(join(scratch, 'site/again'), { recursive: true })
    writeFileSync(join(scratch, 'site/again/index.html'), 'a page')
    await expect(addModel(folder, checked, join(scratch, 'site'))).rejects.toThrow(/it is no added model/)
  }, 120_000)

  it('has another space where its recipe is another', () => {
    const spaceOf = (name: string, prefix: string): string => {
      const folder = join(scratch, name, 'torch-encoder')
      cpSync(join(fixtures, 'torch-encoder'), folder, { recursive: true })
      return openModelFolder(folder).space(16, { pooling: 'cls', prefix, maxTokens: 64 })
    }
    expect(spaceOf('as-it-is', '')).toBe(spaceOf('as-it-is-too', ''))
    expect(spaceOf('as-it-is', '')).not.toBe(spaceOf('as-it-is', 'query: '))
  })

  it('takes a recipe.json with the last word on what it names, however it was saved, and refuses one that is wrong', () => {
    const recipeWith = (name: string, text: string) => {
      const folder = join(scratch, name)
      cpSync(join(fixtures, 'torch-encoder'), folder, { recursive: true })
      writeFileSync(join(folder, 'recipe.json'), text)
      return openModelFolder(folder)
    }
    expect(recipeWith('own-prefix', '\ufeff{"prefix": "query: ",\r\n"maxTokens": 64}\r\n').recipe).toEqual({ pooling: 'cls', prefix: 'query: ', maxTokens: 64 })
    for (const [name, text, said] of [
      ['own-max', '{"pooling": "max"}', /recipe\.json: "pooling"/],
      ['own-typo', '{"prefx": "query: "}', /recipe\.json: "prefx"/],
      ['own-number', '7', /recipe\.json: /],
      ['own-text', 'mean', /recipe\.json: not JSON/],
    ] as const) expect(() => recipeWith(name, text), name).toThrow(said)
  })

  it('gets a name that can stand in an address and in a command', () => {
    const named = (name: string): string => {
      cpSync(join(fixtures, 'torch-encoder'), join(scratch, name), { recursive: true })
      return openModelFolder(join(scratch, name)).name
    }
    expect(['ünï cödé (2)', '--rf', 'модель'].map(named)).toEqual(['uni-code-2', 'rf', 'model'])
  })

  it('of the E5 family gets its prefix, and sentence-transformers’ own files are read', () => {
    const folder = broughtEncoder('some-e5-small')
    mkdirSync(join(folder, '1_Pooling'))
    writeFileSync(join(folder, '1_Pooling/config.json'), JSON.stringify({ pooling_mode_cls_token: true }))
    writeFileSync(join(folder, 'sentence_bert_config.json'), JSON.stringify({ max_seq_length: 128 }))
    expect(openModelFolder(folder).recipe).toEqual({ pooling: 'cls', prefix: 'passage: ', maxTokens: 128 })
  })
})
