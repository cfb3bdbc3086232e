import { describe, expect, it } from 'vitest'
import type { Grant } from '../consent/gate.js'
import type { EncoderModel } from '../embedding/encoder-model.js'
import { MINILM_SPACE, type SpaceId } from '../embedding/space.js'
import { textHash } from '../embedding/text-hash.js'
import type { Item, ItemId } from '../item.js'
import type { KeptVector, VectorStore } from '../ports.js'
import type { Candidate } from '../ranking/candidate.js'
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
  const standingOf = (candidates: readonly Candidate[], limit: number) => {
    const { ids, totals } = library.ranker().measure({ candidates, history: [] })
    return { ids, totals, visible: new Set(ids.slice(0, limit)) }
  }
  const upgrade = createUpgrade({ library, vectors, measure: (_, { items = library.all() }, places) => Promise.resolve(standingOf(items.map(library.candidate), places)), memory: { recall: () => Promise.resolve(recalled), take: () => undefined, clear: () => undefined } as never })
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

describe('lists that the page asks for', () => {
  const ready = () => {
    const made = visit([])
    const asked: string[] = []
    made.library.addPageItems(Array.from({ length: 300 }, (_, at) => item(`page ${String(at)}`)))
    made.upgrade.useEncoder({ embed: (texts) => { asked.push(...texts); return Promise.resolve({ status: 'ok', vectors: texts.map(() => Float32Array.of(0, 1)) }) } }, own)
    return { ...made, asked }
  }

  it('have their own candidates embedded, known to the page or not', async () => {
    const { upgrade, asked } = ready()
    upgrade.note({ slot: 'side', items: [item('bread'), item('moons')], limit: 2 })
    expect(await upgrade.pending()).toEqual({ status: 'ok', texts: 2 })
    await upgrade.run()
    expect(asked).toEqual([item('bread').title, item('moons').title])
    expect(await upgrade.pending()).toEqual({ status: 'ok', texts: 0 })
  })

  it('are each slot’s last one; those of slots asked for long ago are looked after no longer', async () => {
    const { upgrade, asked } = ready()
    upgrade.note({ slot: 'side', items: [item('bread')] })
    upgrade.note({ slot: 'side', items: [item('moons')] })
    for (const slot of ['a', 'b', 'c']) upgrade.note({ slot, items: [item(slot)] })
    await upgrade.run()
    expect(asked).toEqual(['moons', 'a', 'b', 'c'].map((id) => item(id).title))
    upgrade.note({ slot: 'd', items: [item('d')] })
    upgrade.note({ slot: 'a', items: [item('bread')] })
    await upgrade.run()
    expect(asked.slice(4)).toEqual(['d', 'bread'].map((id) => item(id).title))
  })

  it('before there is one, it is the list of everything; the best are embedded and the rest is left', async () => {
    const { upgrade, asked } = ready()
    expect(await upgrade.run()).toEqual({ status: 'ok', embedded: 64 })
    expect(asked[0]).toBe(item('page 0').title)
  })
})

describe('a query', () => {
  const table = { space: MINILM_SPACE, dimensions: 2, means: { static: new Float32Array(2), transformer: new Float32Array(2) }, rows: () => [], embed: () => Float32Array.of(1, 0) } as const
  const encoder = (asked: string[], late = false) => ({
    embed: (texts: readonly string[], withinMs?: number) => {
      asked.push(...texts)
      return Promise.resolve(late && withinMs !== undefined ? ({ status: 'unavailable', code: 'embedder-silent', message: 'late' } as const) : ({ status: 'ok', vectors: texts.map(() => Float32Array.of(0, 1)) } as const))
    },
  })

  it('has the encoder’s vector where one runs, made once; the table’s until then, and the encoder is wanted for the next time', async () => {
    const { library, upgrade } = visit([])
    library.attachStatic(table)
    const asked: string[] = []
    expect(await upgrade.embedQuery('where the rovers are')).toMatchObject({ tier: 'static' })
    expect(await upgrade.pending()).toEqual({ status: 'ok', texts: 1 })
    upgrade.useEncoder(encoder(asked))
    await upgrade.run()
    expect(await upgrade.pending()).toEqual({ status: 'ok', texts: 0 })
    for (let time = 0; time < 2; time++) expect(await upgrade.embedQuery('where the rovers are')).toMatchObject({ tier: 'transformer' })
    expect(await upgrade.embedQuery('a soup of roots')).toMatchObject({ tier: 'transformer' })
    expect(asked).toEqual(['where the rovers are', 'a soup of roots'])
  })

  it('that the encoder is too slow for is ranked by the table’s; one in a language that it does not know is not put to it', async () => {
    const { library, upgrade } = visit([])
    library.attachStatic(table)
    const asked: string[] = []
    upgrade.useEncoder(encoder(asked, true))
    expect(await upgrade.embedQuery('where the rovers are')).toMatchObject({ tier: 'static' })
    expect(await upgrade.embedQuery('Die Stadt hat eine neue Brücke für Fahrräder gebaut, und sie ist nicht grün')).toBeUndefined()
    expect(asked).toEqual(['where the rovers are'])
    await upgrade.run()
    expect(await upgrade.embedQuery('where the rovers are')).toMatchObject({ tier: 'transformer' })
  })
})

describe('an encoder that somebody brought', () => {
  it('is not used beside a catalog of another space, nor is the shipped one beside theirs', () => {
    const { library, upgrade } = visit([])
    const catalog = (space: SpaceId) => ({ items: [], space, dimensions: 2, tier: 'transformer', mean: undefined, matrix: undefined, seal: undefined, hasVector: () => false, vector: () => undefined, problems: [] }) as const
    library.attachCatalog(catalog(MINILM_SPACE))
    expect(upgrade.faultOf(own)).toMatchObject({ code: 'model-space', message: expect.stringContaining('never compared') as string })
    expect(upgrade.faultOf(undefined)).toBeUndefined()
    library.attachCatalog(catalog(own.space))
    expect(upgrade.faultOf(own)).toBeUndefined()
    expect(upgrade.faultOf(undefined)).toMatchObject({ code: 'model-space' })
  })
})
