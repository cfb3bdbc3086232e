import type { Hearth } from '../../../src/client/hearth.js'
import { settledIn, theEngine } from './engine.js'

/** When the slot of the page first had another order than the site's, in milliseconds since navigation. */
const moved = new Promise<number>((resolve) => {
  const slot = document.querySelector('[data-hearth-slot]')
  if (slot === null) return
  new MutationObserver(() => resolve(performance.now())).observe(slot, { childList: true })
})

/** Stories by section, in the site's own order: what is read section by section is a history that keeps changing its mind. */
const sections = ((): readonly (readonly string[])[] => {
  const bySection = new Map<string, string[]>()
  for (const item of document.querySelectorAll<HTMLElement>('[data-hearth-item]')) {
    const section = item.dataset['hearthCategory'] ?? ''
    bySection.set(section, [...(bySection.get(section) ?? []), item.dataset['hearthId'] ?? ''])
  }
  return [...bySection.values()].filter((ids) => ids.length > 1)
})()

const read = async (hearth: Hearth, ids: readonly string[], at: number): Promise<void> => {
  for (const [place, item] of ids.entries()) {
    await hearth.record({ kind: 'click', item, at: at + place * 60_000 })
    await hearth.record({ kind: 'dwell', item, dwellMs: 30_000, at: at + place * 60_000 + 30_000 })
  }
}

const bench = {
  /** From the choice to the workers at work, to the first ranking of a slot, answered, and to the transformer in use. */
  async first() {
    const hearth = await theEngine()
    const begin = performance.now()
    const up = new Promise<number>((resolve) => void hearth.subscribe(({ status }) => { if (status === 'ready' || status === 'degraded') resolve(performance.now() - begin) }))
    await hearth.consent.decide({ personalization: 'granted' })
    const ranked = await hearth.rank({ slot: 'top' })
    if (ranked.status !== 'ranked') throw new Error(JSON.stringify(ranked))
    const order = performance.now() - begin
    await settledIn(hearth, ['wasm', 'webgpu'])
    return { ready: await up, order, transformer: performance.now() - begin }
  },
  async readSome() {
    const [first = []] = sections
    await read(await theEngine(), first, Date.now() - 60 * 60_000)
  },
  moved: () => moved,
  /** From a click to the moved slot; the caller has just pressed a key, so that the slot may move. Undefined where the new order is the one that stands. */
  async click(round: number) {
    const hearth = await theEngine()
    const slot = document.querySelector('[data-hearth-slot]')
    // Another story of the section each time around: the same one so soon would be a double click.
    const item = sections[round % sections.length]?.at(-1 - Math.floor(round / sections.length))
    if (slot === null || item === undefined) throw new Error('no slot')
    const changed = new Promise<number>((resolve) => new MutationObserver(() => resolve(performance.now())).observe(slot, { childList: true }))
    const begin = performance.now()
    const answer = await hearth.record({ kind: 'like', item })
    if (answer.status !== 'ok') throw new Error(JSON.stringify(answer))
    const end = await Promise.race([changed, new Promise<undefined>((resolve) => setTimeout(resolve, 1_000))])
    return end === undefined ? undefined : end - begin
  },
}

Object.assign(globalThis, { bench })
