import { describe, expect, it } from 'vitest'
import type { EventId } from '../history/event.js'
import type { Item, ItemId } from '../item.js'
import { createLexicon } from '../text/lexicon.js'
import type { Millis } from '../time.js'
import { wordsSaying } from './sayings.js'
import { createShelf } from './shelf.js'
import { createTaste } from './taste.js'
import { engagements } from '../history/engagement.js'

const centre = { static: new Float32Array(1), transformer: new Float32Array(1) }
const titles = ['The comet and the harbour', 'A comet', 'The harbour', 'Bread', 'Soup', 'Bread and soup', 'Law', 'Law and bread', 'Garden']
const item = (n: number, text?: string): Item => ({ id: `i${String(n)}` as ItemId, title: titles[n] ?? '', ...(text === undefined ? {} : { text }) })
const shelf = createShelf(centre, createLexicon([...titles, ...Array.from({ length: 8 }, (_, n) => `Filler ${String(n)}`)]))
const taste = createTaste(engagements([{ event: { id: 'e' as EventId, kind: 'click', item: item(0), at: 0 as Millis } }]), shelf, { hidden: [], chosen: undefined, prior: undefined, pairs: undefined })
const said = (weight: number, candidate: Item) => wordsSaying(weight, shelf.place(candidate), taste, shelf.lexicon)

describe('what is said of words', () => {
  it('names those that speak for an item and stand in its title, or more than once in its text', () => {
    expect(said(0.2, item(1))).toEqual({ code: 'words', values: { words: ['comet'] } })
    expect(said(0.2, item(8, 'harbour comet comet'))).toEqual({ code: 'words', values: { words: ['comet'] } })
    expect(said(0.2, item(8, 'old harbour'))).toEqual({ code: 'words-plain' })
  })

  it('names none where they speak against it, and none where it shares none', () => {
    expect(said(-0.1, item(1))).toEqual({ code: 'words-few' })
    expect(said(-0.1, item(3))).toEqual({ code: 'words-none' })
  })
})
