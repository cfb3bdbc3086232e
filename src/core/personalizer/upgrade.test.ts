import { describe, expect, it } from 'vitest'
import type { Grant } from '../consent/gate.js'
import type { EncoderModel } from '../embedding/encoder-model.js'
import { MINILM_SPACE, type SpaceId } from '../embedding/space.js'
import { textHash } from '../embedding/text-hash.js'
import type { Item, ItemId } from '../item.js'
import type { KeptVector, VectorStore } from '../ports.js'
import { createLibrary } from './library.js'
import type { Recollection } from './memory.js'
import { createUpgrade } from './upgrade.js'

const item = (id: string): Item => ({ id: id as ItemId, title: `A story of ${id}` })
const kept = (id: string, space: string = MINILM_SPACE): KeptVector => ({ hash: textHash(item(id).title), space, vector: Float32Array.of(1, 0) })
const own: EncoderModel = { space: 'own-1/2' as SpaceId, dimensions: 2, recipe: { pooling: 'mean', prefix: '', maxTokens: 64 } }

function visit(stored: readonly KeptVector[]) {
  const grant = {} as Grant<'personalization'>
  const recalled: Recollection = { status: 'ok', grant, events: [], state: {} }
  const added: KeptVector[] = []
  const vectors: VectorStore = {
    kept: () => Promise.resolve({ status: 'ok', value: [...stored, ...added] }),
    keep: (_, more) => { added.push(...more); return Promise.resolve({ status: 'ok' }) },
  }
  const library = createLibrary()
  const upgrade = createUpgrade({ library, vectors, measure: () => library.ranker().measure({ candidates: library.candidates(), history: [] }), memory: { recall: () => Promise.resolve(recalled), take: () => undefined, clear: () => undefined } as never })
  return { library, added, restore: () => upgrade.restore(recalled), upgrade }
}

describe('vectors of earlier visits', () => {
  it('are given to the texts that are there, and to one that comes to be known later', async () => {
    const { library, restore } = visit([kept('bread'), kept('moons')])
    library.addPageItems([item('bread')])
    await restore()
    expect(library.embedding(item('bread'))).toMatchObject({ tier: 'transformer' })
    library.addPageItems([item('moons')])
    await restore()
    expect(library.embedding(item('moons'))).toMatchObject({ tier: 'transformer' })
  })

  it('of another space are never used; those of the site’s own encoder are once it runs', async () => {
    const { library, restore, upgrade } = visit([kept('bread', own.space)])
    library.addPageItems([item('bread')])
    await restore()
    expect(library.embedding(item('bread'))).toBeUndefined()
    upgrade.useEncoder({ embed: () => Promise.reject(new Error('nothing to embed')) }, own)
    await restore()
    expect(library.embedding(item('bread'))).toMatchObject({ tier: 'transformer' })
    expect(await upgrade.pending()).toEqual({ status: 'ok', texts: 0 })
  })

  it('are kept under the hash of their text, in the space they were made in', async () => {
    const { library, added, upgrade } = visit([])
    library.addPageItems([item('bread')])
    upgrade.useEncoder({ embed: (texts) => Promise.resolve({ status: 'ok', vectors: texts.map(() => Float32Array.of(0, 1)) }) }, own)
    expect(await upgrade.run()).toEqual({ status: 'ok', embedded: 1 })
    expect(added).toEqual([{ hash: textHash(item('bread').title), space: own.space, vector: Float32Array.of(0, 1) }])
  })
})

describe('an encoder that somebody brought', () => {
  it('is not used beside a catalog of another space, nor is the shipped one beside theirs', () => {
    const { library, upgrade } = visit([])
    const catalog = (space: SpaceId) => ({ items: [], space, dimensions: 2, tier: 'transformer', mean: undefined, matrix: undefined, seal: undefined, vector: () => undefined, problems: [] }) as const
    library.attachCatalog(catalog(MINILM_SPACE))
    expect(upgrade.faultOf(own)).toMatchObject({ code: 'model-space', message: expect.stringContaining('never compared') as string })
    expect(upgrade.faultOf(undefined)).toBeUndefined()
    library.attachCatalog(catalog(own.space))
    expect(upgrade.faultOf(own)).toBeUndefined()
    expect(upgrade.faultOf(undefined)).toMatchObject({ code: 'model-space' })
  })
})
