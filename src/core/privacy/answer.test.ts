import { describe, expect, it } from 'vitest'
import type { EventId, InteractionEvent, InteractionKind } from '../history/event.js'
import type { ItemId } from '../item.js'
import { EPOCH_MS, type Epoch, type Millis } from '../time.js'
import { answerTask } from './answer.js'
import { publishedTask } from './testing/published-task.js'

const EPOCH = 2_964 as Epoch
const task = publishedTask()
const NOW = (EPOCH * EPOCH_MS + 6 * 86_400_000) as Millis
const answer = (events: readonly InteractionEvent[], asked = task) => answerTask(asked, { events, epoch: EPOCH, now: NOW })
const event = (id: string, category: string | undefined, minute: number, kind: InteractionKind = 'view'): InteractionEvent => ({
  id: `${id}-${minute}` as EventId, kind, item: { id: id as ItemId, title: id, ...(category === undefined ? {} : { category }) }, at: (EPOCH * EPOCH_MS + minute * 60_000) as Millis,
})

describe('the favourite topic of an epoch', () => {
  it('is the one with the most different items', () => {
    const once = event('a', 'sport', 1)
    expect(answer([once, event('a', 'sport', 2), event('a', 'sport', 3), event('b', 'Science', 4), event('c', 'science ', 5)])).toBe(1)
  })

  it('says nothing for an empty history, unknown topics, hides, and other epochs', () => {
    const before = event('a', 'sport', -1)
    const after = event('b', 'sport', EPOCH_MS / 60_000)
    for (const events of [[], [event('a', 'gardens', 1), event('b', undefined, 2)], [event('a', 'sport', 1, 'hide')], [before, after]]) expect(answer(events)).toBe(3)
  })

  it('goes to the latest among equals, in whatever order the events come', () => {
    const events = [event('a', 'sport', 1), event('b', 'arts', 2)]
    expect([answer(events), answer([...events].reverse())]).toEqual([0, 0])
  })
})

describe('the other kinds', () => {
  const asked = (kind: string, buckets: readonly string[], more: object = {}) => publishedTask({ id: kind, kind, buckets: [...buckets, 'nothing'], ...more })

  it('topic-pair: the two topics read most, in whatever order and with whatever sign the label has them', () => {
    const pairs = asked('topic-pair', ['arts + science', 'sport|arts', 'science & sport'])
    const events = [event('a', 'sport', 1), event('b', 'sport', 2), event('c', 'arts', 3), event('d', 'arts', 4), event('e', 'science', 5)]
    expect(answer(events, pairs)).toBe(1)
    expect(answer(events.slice(0, 2), pairs)).toBe(3)
  })

  it('preference: the order whose items drew more clicks; a tie says nothing; an item counts once', () => {
    const preference = asked('preference', ['win', 'loss'])
    const click = (id: string, minute: number, team: 'personalized' | 'original'): InteractionEvent => ({ ...event(id, 'arts', minute, 'click'), team })
    expect(answer([click('a', 1, 'personalized'), click('b', 2, 'personalized'), click('c', 3, 'original')], preference)).toBe(0)
    expect(answer([click('a', 1, 'original'), click('b', 2, 'personalized'), click('b', 3, 'personalized'), click('c', 4, 'original')], preference)).toBe(1)
    expect(answer([click('a', 1, 'original'), click('b', 2, 'personalized')], preference)).toBe(2)
  })

  it('outcome: whether it happened; where there is a bucket for it, that it did not', () => {
    const bought = event('a', 'arts', 1, 'purchase')
    expect(answer([bought], asked('outcome', ['bought']))).toBe(0)
    expect(answer([event('a', 'arts', 1)], asked('outcome', ['bought']))).toBe(1)
    expect(answer([event('a', 'arts', 1)], asked('outcome', ['bought', 'did not']))).toBe(1)
    expect(answer([event('a', 'arts', 1), event('b', 'arts', 1_500)], asked('outcome', ['came back'], { measure: 'return' }))).toBe(0)
    expect(answer([{ ...bought, value: 70 }], asked('outcome', ['0-20', '20-100', '100+'], { measure: 'value', mode: 'dap' }))).toBe(1)
  })

  it('click-position: the place of the latest click in a slot', () => {
    const positions = asked('click-position', ['1', '2-3', '4+'])
    const click = (position: number, minute: number): InteractionEvent => ({ ...event(`p${position}`, 'arts', minute, 'click'), position })
    expect([answer([click(1, 1), click(3, 2)], positions), answer([click(9, 1)], positions), answer([event('a', 'arts', 1, 'click')], positions)]).toEqual([1, 2, 3])
  })

  it('active-days: of the last seven, over the turn of an epoch', () => {
    const days = asked('active-days', ['1', '2', '3', '4', '5', '6', '7'])
    const day = 24 * 60
    // NOW is in the seventh day of the epoch; a day before the epoch is eight days ago.
    expect(answer([event('a', 'arts', 0), event('a', 'arts', day), event('b', 'arts', day + 1), event('c', 'arts', -day)], days)).toBe(1)
    expect(answerTask(days, { events: [event('c', 'arts', -day), event('a', 'arts', 1)], epoch: EPOCH, now: (EPOCH * EPOCH_MS + 3_600_000) as Millis })).toBe(1)
    expect(answer([], days)).toBe(7)
  })

  it('item: the one turned to most often, over DAP', () => {
    const items = asked('item', ['a', 'b', 'c'], { mode: 'dap' })
    expect(answer([event('a', 'x', 1), event('b', 'x', 2), event('b', 'x', 3), event('z', 'x', 4)], items)).toBe(1)
  })
})
