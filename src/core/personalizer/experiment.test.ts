import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { teamDraft } from '../measurement/team-draft.js'
import type { HistoryState } from '../ports.js'
import { publishedTask } from '../privacy/testing/published-task.js'
import { seededRandom } from '../privacy/testing/seeded-random.js'
import type { Millis } from '../time.js'
import { createExperiment } from './experiment.js'
import type { Recollection } from './memory.js'

function browser(seed: number, options: { readonly holdout?: number; readonly tasks?: readonly ReturnType<typeof publishedTask>[] } = {}) {
  let state: HistoryState = {}
  let tasks = options.tasks ?? []
  const recalled = (): Recollection => ({ status: 'ok', events: [], state } as unknown as Recollection)
  const experiment = createExperiment({
    recall: () => Promise.resolve(recalled()),
    history: { writeState: (_grant, next) => { state = next; return Promise.resolve({ status: 'ok' }) } },
    random: seededRandom(seed),
    clock: { now: () => 1_793_000_000_000 as Millis },
    tasks: () => tasks,
    ...(options.holdout === undefined ? {} : { holdout: options.holdout }),
  })
  return { experiment, recalled, ask: (next: typeof tasks) => { tasks = next } }
}

const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']
const preference = publishedTask({ id: 'preference', kind: 'preference', buckets: ['win', 'loss', 'nothing'] })

describe('the holdout arm', () => {
  it('is drawn at its share, once, and kept', async () => {
    let held = 0
    for (let seed = 1; seed <= 400; seed += 1) {
      const { experiment, recalled } = browser(seed, { holdout: 0.25 })
      const arm = await experiment.arm(recalled())
      expect(await experiment.arm(recalled())).toBe(arm)
      if (arm === 'original') held += 1
    }
    // Four deviations of a binomial.
    expect(Math.abs(held - 100)).toBeLessThan(4 * Math.sqrt(400 * 0.25 * 0.75))
    expect(await browser(1).experiment.arm(browser(1).recalled())).toBe('personalized')
  })

  it('is drawn anew for a new experiment, and not because its questions are not loaded yet', async () => {
    const first = publishedTask({ id: 'outcome', kind: 'outcome', buckets: ['bought', 'nothing'] })
    const second = publishedTask({ id: 'outcome', kind: 'outcome', buckets: ['bought', 'nothing'], question: 'Again?' })
    let changed = 0
    for (let seed = 1; seed <= 60; seed += 1) {
      const { experiment, recalled, ask } = browser(seed, { holdout: 0.5, tasks: [first] })
      const arm = await experiment.arm(recalled())
      ask([])
      expect(await experiment.arm(recalled())).toBe(arm)
      ask([second])
      if ((await experiment.arm(recalled())) !== arm) changed += 1
    }
    expect(changed).toBeGreaterThan(10)
    expect(changed).toBeLessThan(50)
  })
})

describe('a list and an answer that both come first', () => {
  it('get one arm, which is the one that is kept', async () => {
    for (let seed = 1; seed <= 60; seed += 1) {
      const { experiment, recalled } = browser(seed, { holdout: 0.5 })
      const arms = await Promise.all([experiment.arm(recalled()), experiment.arm(recalled())])
      expect(new Set([...arms, recalled().state.arm]).size).toBe(1)
    }
  })
})

describe('interleaving', () => {
  it('drafts every item once, each team its best, at most one place apart', () => {
    fc.assert(fc.property(fc.shuffledSubarray(ids, { minLength: 8 }), fc.shuffledSubarray(ids, { minLength: 8 }), fc.array(fc.boolean(), { minLength: 8 }), (one, other, coins) => {
      const list = teamDraft(one, other, (round) => coins[round % coins.length] ?? false)
      expect(list.map(({ id }) => id).sort()).toEqual(ids)
      for (let length = 0; length <= list.length; length += 1) {
        const of = (team: string) => list.slice(0, length).filter((each) => each.team === team).length
        expect(Math.abs(of('personalized') - of('original'))).toBeLessThanOrEqual(1)
      }
    }))
  })

  it('credits neither order where clicks do not look at the team, and finds the better one where they do', () => {
    const random = seededRandom(3)
    const [reversed, wins] = [[...ids].reverse(), { even: 0, better: 0 }]
    for (let list = 0; list < 2_000; list += 1) {
      const mixed = teamDraft(ids, reversed, () => ((random.bytes(1)[0] ?? 0) & 1) === 1)
      if (mixed[(random.bytes(1)[0] ?? 0) & 7]?.team === 'personalized') wins.even += 1
      // A reader who likes "a" and "b" clicks the first of them.
      if (mixed.find(({ id }) => id === 'a' || id === 'b')?.team === 'personalized') wins.better += 1
    }
    expect(Math.abs(wins.even - 1_000)).toBeLessThan(4 * Math.sqrt(500))
    expect(wins.better).toBeGreaterThan(1_800)
  })

  it('happens in a slot where a preference is asked, the same all week, and credits the clicks', async () => {
    const { experiment, recalled } = browser(5, { tasks: [preference] })
    const ranked = [...ids].reverse().map((id) => ({ id }))
    const first = await experiment.interleave(recalled(), ranked, ids, 'top')
    expect(await experiment.interleave(recalled(), ranked, ids, 'top')).toEqual(first)
    expect(first.map(({ id }) => id)).not.toEqual(ranked.map(({ id }) => id))
    experiment.shown('top', first.map(({ id }, place) => ({ id, propensity: place === 3 ? 0.25 : 1 })))
    expect(experiment.placeOf('top', first[2]?.id ?? '')).toEqual({ position: 3, team: expect.stringMatching(/^(personalized|original)$/) })
    expect(experiment.placeOf(undefined, 'a')).toEqual({})
    expect(await browser(5).experiment.interleave(browser(5).recalled(), ranked, ids, 'top')).toEqual(ranked)
  })

  it('does not stand between a drawn place and its propensity', () => {
    const { experiment } = browser(5)
    experiment.shown('side', ids.map((id, place) => ({ id, propensity: place === 3 ? 0.25 : 1 })))
    expect([experiment.placeOf('side', 'a'), experiment.placeOf('side', 'd')]).toEqual([{ position: 1 }, { position: 4, propensity: 0.25 }])
  })
})
