import { describe, expect, it } from 'vitest'
import type { EventId, InteractionEvent, InteractionKind } from '../history/event.js'
import type { ItemId } from '../item.js'
import { EPOCH_MS, type Epoch, type Millis } from '../time.js'
import { answerTask } from './answer.js'
import { publishedTask } from './testing/published-task.js'

const EPOCH = 2_964 as Epoch
const task = publishedTask()
const event = (id: string, category: string | undefined, minute: number, kind: InteractionKind = 'view'): InteractionEvent => ({
  id: `${id}-${minute}` as EventId, kind, item: { id: id as ItemId, title: id, ...(category === undefined ? {} : { category }) }, at: (EPOCH * EPOCH_MS + minute * 60_000) as Millis,
})

describe('the favourite topic of an epoch', () => {
  it('is the one with the most different items', () => {
    const once = event('a', 'sport', 1)
    expect(answerTask(task, [once, event('a', 'sport', 2), event('a', 'sport', 3), event('b', 'Science', 4), event('c', 'science ', 5)], EPOCH)).toBe(1)
  })

  it('says nothing for an empty history, unknown topics, hides, and other epochs', () => {
    const before = event('a', 'sport', -1)
    const after = event('b', 'sport', EPOCH_MS / 60_000)
    for (const events of [[], [event('a', 'gardens', 1), event('b', undefined, 2)], [event('a', 'sport', 1, 'hide')], [before, after]]) expect(answerTask(task, events, EPOCH)).toBe(3)
  })

  it('goes to the latest among equals, in whatever order the events come', () => {
    const events = [event('a', 'sport', 1), event('b', 'arts', 2)]
    expect([answerTask(task, events, EPOCH), answerTask(task, [...events].reverse(), EPOCH)]).toEqual([0, 0])
  })
})
