import type { ItemId } from '../../core/item.js'
import { seededRandom } from '../../core/measurement/seeded-random.js'
import type { TimedInteraction } from './interaction-lines.js'

/** One way to part a visitor's items into what the model is shown of them (oldest first), and what it has to find. */
export interface Draw {
  readonly shown: readonly ItemId[]
  /** The same in an order drawn evenly: its first K are what is kept of a visitor of whom K are known. */
  readonly drawn: readonly ItemId[]
  readonly held: ReadonlySet<ItemId>
}

/** A visitor of the test, parted in several ways: one alone would leave much to chance. */
export interface TestUser {
  readonly user: string
  readonly draws: readonly Draw[]
}

/** The users are split; nobody in `test` has a part in `train`. */
export interface Fold {
  readonly train: readonly TimedInteraction[]
  readonly test: readonly TestUser[]
}

const FOLDS = 5
/** Fewer items than this cannot be split into what is shown and what is to be found. */
const LEAST_ITEMS = 5
/** Share of a test user's items that has to be found. */
const HELD = 0.2
/** Ways in which a user's items are parted, where nothing else is asked for. */
export const DRAWS = 3

/**
 * Strong generalisation (Marlin 2004; Liang and others 2018): users in five folds, each once the test; of each test user
 * a fifth of the items, drawn with a fixed seed, is to be found from the rest. The order of the lines has no effect.
 */
export function userFolds(interactions: readonly TimedInteraction[], draws: number = DRAWS): readonly Fold[] {
  const byUser = new Map<string, Map<ItemId, TimedInteraction>>()
  for (const interaction of interactions) {
    const known = byUser.get(interaction.user) ?? new Map<ItemId, TimedInteraction>()
    const before = known.get(interaction.item)
    if (before === undefined || interaction.at < before.at) known.set(interaction.item, interaction)
    byUser.set(interaction.user, known)
  }
  const random = seededRandom(5)
  const users = shuffled([...byUser].filter(([, items]) => items.size >= LEAST_ITEMS).sort(([a], [b]) => (a < b ? -1 : 1)), random)
  const split = users.map(([user, items]) => {
    const all = [...items.values()].sort((a, b) => a.at - b.at || (a.item < b.item ? -1 : 1))
    return { user, all, draws: Array.from({ length: draws }, () => drawOf(all.map(({ item }) => item), random)) }
  })
  return Array.from({ length: Math.min(FOLDS, split.length) }, (_, fold) => ({
    train: split.filter((_user, i) => i % FOLDS !== fold).flatMap(({ all }) => all),
    test: split.filter((_user, i) => i % FOLDS === fold),
  }))
}

function drawOf(all: readonly ItemId[], random: () => number): Draw {
  const held = new Set(shuffled(all, random).slice(0, Math.max(1, Math.round(all.length * HELD))))
  const shown = all.filter((id) => !held.has(id))
  return { held, shown, drawn: shuffled(shown, random) }
}

/** In an order drawn evenly. */
export function shuffled<T>(values: readonly T[], random: () => number): readonly T[] {
  const drawn = [...values]
  for (let i = drawn.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    const [a, b] = [drawn[i], drawn[j]]
    if (a === undefined || b === undefined) continue
    drawn[i] = b
    drawn[j] = a
  }
  return drawn
}
