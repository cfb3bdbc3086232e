import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import { teamDraft, type Team } from '../measurement/team-draft.js'
import type { Clock, HistoryState, HistoryStore, RandomSource } from '../ports.js'
import type { Task } from '../privacy/task.js'
import { uniformFrom } from '../privacy/uniform.js'
import { epochOf } from '../time.js'
import type { Memory, Recollection } from './memory.js'

export type Arm = 'personalized' | 'original'

/** What a site finds out by comparing: an arm for each browser, or two orders in one list. Neither looks at a record. */
export interface Experiment {
  /** This browser's arm in the experiment under way: drawn once for each experiment, kept with the history, erased with it. */
  arm(recalled: Recollection): Promise<Arm>
  /** Where a `preference` is asked, the ranked items interleaved with the site's own order; as they are otherwise. */
  interleave<Placed extends { readonly id: string }>(recalled: Recollection, ranked: readonly Placed[], original: readonly string[], slot: string | undefined): Promise<readonly Placed[]>
  /** Remembers what a slot shows, for the sights and clicks that follow on this page. */
  shown(slot: string | undefined, items: readonly Shown[]): void
  /** Where an item stands in its slot, with which probability where its place was drawn, and which order drafted it. */
  placeOf(slot: string | undefined, id: string): { readonly position?: number; readonly propensity?: number; readonly team?: Team }
}

/** One item of a list that is shown; a propensity of 1 is none. */
export interface Shown {
  readonly id: string
  readonly propensity?: number
}

export interface ExperimentDep {
  /** The history as it is now: a list that is ranked and an answer that is readied may both come first. */
  readonly recall: Memory['recall']
  readonly history: Pick<HistoryStore, 'writeState'>
  readonly random: RandomSource
  readonly clock: Clock
  /** Share of browsers that keep the original order; 0 or absent: none. */
  readonly holdout?: number
  readonly tasks: () => readonly Task[]
}

/** A share is drawn in millionths. */
const PARTS = 1_000_000

export function createExperiment(dep: ExperimentDep): Experiment {
  const slots = new Map<string, { readonly items: readonly Shown[]; readonly teams?: ReadonlyMap<string, Team> }>()
  const drafted = new Map<string, ReadonlyMap<string, Team>>()

  /** What this page drew: a second write must not undo the first, which the recollection does not know yet. */
  let drawn: Pick<HistoryState, 'arm' | 'experiment' | 'interleaving'> = {}

  const keep = async (recalled: Recollection, change: typeof drawn): Promise<void> => {
    drawn = { ...drawn, ...change }
    await dep.history.writeState(recalled.grant, { ...recalled.state, ...drawn })
  }

  /** A new question is a new experiment: an arm that lasted would link a browser's reports. */
  const armIn = ({ state: { arm, experiment: drawnFor } }: Recollection, experiment: string): Arm | undefined =>
    arm !== undefined && (drawnFor === experiment || (drawnFor !== undefined && experiment.startsWith('holdout '))) ? arm : undefined

  const toss = async (holdout: number, experiment: string, seen: Recollection): Promise<Arm> => {
    const again = await dep.recall()
    const recalled = again.status === 'ok' ? again : seen
    const drawnMeanwhile = armIn(recalled, experiment)
    if (drawnMeanwhile !== undefined) return drawnMeanwhile
    const tossed: Arm = uniformFrom(dep.random)(PARTS) < Math.round(holdout * PARTS) ? 'original' : 'personalized'
    await keep(recalled, { arm: tossed, experiment })
    return tossed
  }

  /** One toss at a time, so that two that ask at once get one arm. */
  let tossing: Promise<unknown> = Promise.resolve()

  return {
    async arm(recalled) {
      const { holdout = 0 } = dep
      if (holdout <= 0) return 'personalized'
      const experiment = dep.tasks().find(({ kind }) => kind === 'outcome')?.hash ?? `holdout ${holdout}`
      const known = armIn(recalled, experiment)
      if (known !== undefined) return known
      const tossed = tossing.then(() => toss(holdout, experiment, recalled))
      tossing = tossed.catch(() => undefined)
      return tossed
    },

    async interleave(recalled, ranked, original, slot) {
      if (slot === undefined || ranked.length < 2 || !dep.tasks().some(({ kind }) => kind === 'preference')) return ranked
      const epoch = epochOf(dep.clock.now())
      let { interleaving } = recalled.state
      if (interleaving?.epoch !== epoch) {
        interleaving = { epoch, seed: bytesToHex(dep.random.bytes(16)) }
        await keep(recalled, { interleaving })
      }
      const { seed } = interleaving
      // The same coins all week, so that a list does not change at every look.
      const coin = (round: number): boolean => ((sha256(utf8ToBytes(`${seed} ${slot} ${round}`))[0] ?? 0) & 1) === 1
      const byId = new Map(ranked.map((item) => [item.id, item]))
      const list = teamDraft(ranked.map(({ id }) => id), original.filter((id) => byId.has(id)), coin)
      drafted.set(slot, new Map(list.map(({ id, team }) => [id, team])))
      return list.flatMap(({ id }) => byId.get(id) ?? [])
    },

    shown(slot, items) {
      if (slot === undefined) return
      const teams = drafted.get(slot)
      slots.set(slot, teams === undefined ? { items } : { items, teams })
    },

    placeOf(slot, id) {
      const known = slot === undefined ? undefined : slots.get(slot)
      const at = known?.items.findIndex((item) => item.id === id) ?? -1
      if (known === undefined || at === -1) return {}
      const team = known.teams?.get(id)
      if (team !== undefined) return { position: at + 1, team }
      // In an interleaved list an item stands where the draft put it, whatever drew it before.
      const propensity = known.items[at]?.propensity ?? 1
      return { position: at + 1, ...(propensity < 1 ? { propensity } : {}) }
    },
  }
}
