import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import type { Unavailable } from '../answer.js'
import type { HistoryState, HistoryStore, RandomSource } from '../ports.js'
import { readCounters } from '../prior/counters.js'
import { openedPrior } from '../prior/opened-prior.js'
import { type PriorUse, priorUse } from '../prior/prior.js'
import { openPrior } from '../prior/prior-file.js'
import { topicKey } from '../prior/topic-key.js'
import { choicesOf } from '../learning/choices.js'
import { learn, type Choice, type Learnt } from '../learning/posterior.js'
import type { HistoryEntry } from '../history/engagement.js'
import type { OpenedPrior } from '../prior/opened-prior.js'
import type { RankRequest } from '../ranking/rank-request.js'
import { NO_RULES, readRules, type Rules, rulesInForce } from '../ranking/rules.js'
import { topicsByGain } from '../ranking/topic-gain.js'
import { DAY_MS, type Millis } from '../time.js'
import type { Library } from './library.js'
import type { Recollection } from './memory.js'

/** What guides a ranking besides history and catalog: everyone's behaviour, the site's rules, chosen topics, what was learnt, and exploration. */
export interface Guidance {
  attachPrior(json: string): { readonly status: 'ok'; readonly use: PriorUse } | Unavailable
  /** For one ranking. */
  of(recalled: Recollection, history: readonly HistoryEntry[], slot: string | undefined, now: Millis): Guided
  /** The recollection with the seed of exploration in it, drawn and kept the first time. */
  withSeed(recalled: Recollection): Promise<Recollection>
  /** Topics in the order in which asking tells most. */
  topics(recalled: Recollection): readonly { readonly id: string; readonly label: string; readonly gain: number }[]
  learnt(history: readonly HistoryEntry[]): Learnt
  readonly use: PriorUse | undefined
  /** What became of the site's own counters: `older` where the prior's ended later. */
  readonly counters: { readonly status: 'none' | 'used' | 'older' | 'bad'; readonly message?: string }
  readonly rules: Rules
}

export type Guided = Pick<RankRequest, 'prior' | 'chosen' | 'weights' | 'explore' | 'rules'>

export interface GuidanceDep {
  readonly library: Library
  readonly history: Pick<HistoryStore, 'writeState'>
  readonly random: RandomSource
  readonly rules?: unknown
  /** The site's own counters, as it wrote them. */
  readonly counters?: unknown
  /** Off: nothing is drawn, and every propensity is 1. */
  readonly explore?: boolean
}

/** Standard deviation of a score's error with no history, and what is left of it with a long one, in the score's own unit. */
const UNSURE = { most: 0.6, least: 0.15, clicks: 10 } as const

export function createGuidance(dep: GuidanceDep): Guidance {
  const { library } = dep
  const rules = dep.rules === undefined ? NO_RULES : readRules(dep.rules)
  const counters = dep.counters === undefined ? undefined : readCounters(dep.counters)
  const own = counters?.status === 'ok' ? counters.popularity : undefined
  /** The counters that ended later: the site's own, or those of its prior. */
  const withCounters = (opened: OpenedPrior): OpenedPrior => (own === undefined || (opened.popularity !== undefined && opened.popularity.at > own.at) ? opened : { ...opened, popularity: own })
  let prior: OpenedPrior | undefined = own === undefined ? undefined : { popularity: own }
  let use: PriorUse | undefined
  let drawn: number | undefined
  let choices: ReadonlyMap<string, Choice> = new Map()
  let held: { readonly last: string; readonly length: number; readonly learnt: Learnt } | undefined

  const learnt = (history: readonly HistoryEntry[]): Learnt => {
    // A bounce changes the click that it followed.
    const newest = history.at(-1)?.event
    const last = `${newest?.id ?? ''} ${String(newest?.dwellMs)}`
    if (held?.last === last && held.length === history.length) return held.learnt
    choices = choicesOf({ ranker: library.ranker(), history, catalog: library.candidates(), ...(prior === undefined ? {} : { prior }) }, choices)
    held = { last, length: history.length, learnt: learn([...choices.values()]) }
    return held.learnt
  }

  return {
    get use() {
      return use
    },
    get counters(): Guidance['counters'] {
      if (counters === undefined) return { status: 'none' }
      if (counters.status === 'bad') return counters
      return { status: prior?.popularity === own ? 'used' : 'older' }
    },
    rules,
    learnt,
    attachPrior(json) {
      const opened = openPrior(json)
      if (opened.status !== 'ok') return opened
      prior = withCounters(openedPrior(opened.prior))
      use = priorUse(opened.prior, bytesToHex(sha256(utf8ToBytes(json))))
      choices = new Map()
      held = undefined
      return { status: 'ok', use }
    },
    async withSeed(recalled) {
      if (dep.explore === false || recalled.state.explorationSeed !== undefined) return recalled
      const begun = drawn !== undefined
      drawn ??= seedFrom(dep.random.bytes(4))
      const state: HistoryState = { ...recalled.state, explorationSeed: drawn }
      // The list that is waited for does not wait for the disk: a seed that was not kept is drawn anew on the next page.
      if (!begun) void dep.history.writeState(recalled.grant, state)
      return { ...recalled, state }
    },
    of(recalled, history, slot, now) {
      const chosen = new Map(Object.entries(recalled.state.topics ?? {}).map(([topic, strength]) => [topicKey(topic), strength]))
      // With the day in it a list stays as it is until tomorrow.
      const seed = recalled.state.explorationSeed
      const inForce = rulesInForce(rules, slot, now)
      const { weights } = learnt(history)
      const deviation = UNSURE.least + (UNSURE.most - UNSURE.least) / (1 + history.length / UNSURE.clicks)
      return {
        weights,
        ...(prior === undefined ? {} : { prior }),
        ...(chosen.size === 0 ? {} : { chosen }),
        ...(inForce.length === 0 ? {} : { rules: inForce }),
        ...(seed === undefined || dep.explore === false ? {} : { explore: { seed: (seed + Math.imul(Math.floor(now / DAY_MS), 0x9e3779b1)) >>> 0, deviation } }),
      }
    },
    topics(recalled) {
      const byLabel = new Map<string, number>()
      for (const { category } of library.all()) if (category !== undefined && category !== '') byLabel.set(category, (byLabel.get(category) ?? 0) + 1)
      const read = new Map<string, number>()
      for (const { kind, item } of recalled.events) if (kind !== 'hide' && item.category !== undefined) read.set(topicKey(item.category), (read.get(topicKey(item.category)) ?? 0) + 0.25)
      for (const topic of Object.keys(recalled.state.topics ?? {})) read.set(topicKey(topic), 1)
      const ranker = library.ranker()
      const topics = [...byLabel].map(([label, items]) => ({ label, items, vector: ranker.topic(topicKey(label)) }))
      return topicsByGain(topics, prior?.topics?.used === true ? prior.topics.shares : undefined, read).map(({ label, gain }) => ({ id: label, label, gain }))
    },
  }
}

function seedFrom(bytes: Uint8Array): number {
  return bytes.reduce((seed, byte) => ((seed << 8) | byte) >>> 0, 0)
}
