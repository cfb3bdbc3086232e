/** One logged decision: what was shown, with which probability, and what came of it. */
export interface Round {
  readonly position?: number
  readonly action: string
  /** Probability with which the logging policy showed this action here; above 0. */
  readonly propensity: number
  readonly reward: number
}

export type Interval = readonly [low: number, high: number]

/** The value of a policy that did not make the log, mean reward a round. */
export interface PolicyValue {
  /** Mean reward of the target's own log. */
  readonly onPolicy: number
  /** Inverse propensity scoring (Horvitz and Thompson 1952). */
  readonly ips: number
  /** The same with weights that sum to one: a little biased, steadier (Hájek 1971). */
  readonly snips: number
  /** Doubly robust, with a cross-fitted reward model (Dudík, Langford and Li 2011). */
  readonly dr: number
  /** Rounds of the target's own that the weighted log is worth (Kish 1965). */
  readonly ess: number
  readonly interval95: { readonly onPolicy: Interval; readonly ips: Interval; readonly snips: Interval; readonly dr: Interval }
  readonly n: { readonly log: number; readonly target: number }
  /** Share of the target's choices that the log never shows at that position: what no weighting can tell. */
  readonly unsupported: number
}

/** Two-sided 95 % of the normal distribution. */
const Z95 = 1.959963984540054
/** Rounds of the overall mean that the reward model gives every action. */
const SHRINKAGE = 100
const PARTS = 2

/**
 * Estimates from `log` what the policy behind `target` earns. The target's choices are taken to depend on the position only:
 * its probabilities are the frequencies in its own log. Where a round of either says no position, positions count for nothing.
 */
export function evaluatePolicy(log: readonly Round[], target: readonly Round[]): PolicyValue {
  const positioned = [log, target].every((rounds) => rounds.every(({ position }) => position !== undefined))
  const largest = [log, target].reduce((most, rounds) => rounds.reduce((one, { reward }) => Math.max(one, Math.abs(reward)), most), 0)
  // In parts of the largest reward, so that no square leaves the numbers.
  const unit = largest > 0 ? largest : 1
  const made = (rounds: readonly Round[]): readonly Round[] => rounds.map(({ position, action, propensity, reward }) => ({ action, propensity, reward: reward / unit, ...(positioned && position !== undefined && { position }) }))
  return inUnits(valueOf(made(log), made(target)), unit)
}

function inUnits({ onPolicy, ips, snips, dr, interval95, ...rest }: PolicyValue, unit: number): PolicyValue {
  const wide = ([low, high]: Interval): Interval => [low * unit, high * unit]
  return { onPolicy: onPolicy * unit, ips: ips * unit, snips: snips * unit, dr: dr * unit, interval95: { onPolicy: wide(interval95.onPolicy), ips: wide(interval95.ips), snips: wide(interval95.snips), dr: wide(interval95.dr) }, ...rest }
}

function valueOf(log: readonly Round[], target: readonly Round[]): PolicyValue {
  const chance = frequencies(target)
  const weights = log.map((round) => (chance.get(round.position)?.get(round.action) ?? 0) / round.propensity)
  const rewards = log.map(({ reward }) => reward)
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const squares = weights.reduce((sum, weight) => sum + weight * weight, 0)
  const earned = weights.map((weight, i) => weight * (rewards[i] ?? 0))
  const snips = total === 0 ? Number.NaN : earned.reduce((sum, value) => sum + value, 0) / total
  // Delta method for a ratio of means.
  const around = weights.map((weight, i) => snips + (weight * ((rewards[i] ?? 0) - snips) * log.length) / total)
  // The weight that a typical weighted round has, and so the next reward may.
  const next = total === 0 ? 1 : squares / total
  const within = (values: readonly number[], mean: number): Interval => intervalOf(values, mean, rewards, next)
  const [ips, robust] = [meanOf(earned), doublyRobust(log, weights, chance)]
  const own = target.map(({ reward }) => reward)
  const supported = new Set(log.map((round) => `${String(round.position)} ${round.action}`))
  return {
    onPolicy: meanOf(own),
    ips,
    snips,
    dr: meanOf(robust),
    ess: squares === 0 ? 0 : (total * total) / squares,
    interval95: { onPolicy: intervalOf(own, meanOf(own), own, 1), ips: within(earned, ips), snips: within(around, snips), dr: within(robust, meanOf(robust)) },
    n: { log: log.length, target: target.length },
    unsupported: target.filter((round) => !supported.has(`${String(round.position)} ${round.action}`)).length / target.length,
  }
}

type Chances = ReadonlyMap<number | undefined, ReadonlyMap<string, number>>

function frequencies(rounds: readonly Round[]): Chances {
  const byPosition = new Map<number | undefined, Map<string, number>>()
  const totals = new Map<number | undefined, number>()
  for (const { position, action } of rounds) {
    const actions = byPosition.get(position) ?? new Map<string, number>()
    actions.set(action, (actions.get(action) ?? 0) + 1)
    byPosition.set(position, actions)
    totals.set(position, (totals.get(position) ?? 0) + 1)
  }
  return new Map([...byPosition].map(([position, actions]) => [position, new Map([...actions].map(([action, count]) => [action, count / (totals.get(position) ?? 1)]))]))
}

/** Each round's reward model is fitted to the other part of the log, so that no round speaks for itself. */
function doublyRobust(log: readonly Round[], weights: readonly number[], chance: Chances): readonly number[] {
  const models = Array.from({ length: PARTS }, (_, part) => rewardModel(log.filter((_round, i) => i % PARTS !== part)))
  const direct = models.map((model) => new Map([...chance].map(([position, actions]) => [position, [...actions].reduce((sum, [action, p]) => sum + p * model(action), 0)])))
  return log.map((round, i) => {
    const part = i % PARTS
    const expected = models[part]?.(round.action) ?? 0
    return (direct[part]?.get(round.position) ?? 0) + (weights[i] ?? 0) * (round.reward - expected)
  })
}

/** Mean reward by action, shrunk to the overall mean. */
function rewardModel(rounds: readonly Round[]): (action: string) => number {
  const overall = rounds.reduce((sum, { reward }) => sum + reward, 0) / Math.max(1, rounds.length)
  const sums = new Map<string, { reward: number; count: number }>()
  for (const { action, reward } of rounds) {
    const known = sums.get(action) ?? { reward: 0, count: 0 }
    sums.set(action, { reward: known.reward + reward, count: known.count + 1 })
  }
  return (action) => {
    const { reward, count } = sums.get(action) ?? { reward: 0, count: 0 }
    return (reward + SHRINKAGE * overall) / (count + SHRINKAGE)
  }
}

/**
 * The 95 % interval of a mean over rounds. Rewards are rare and their weights uneven, so that a mean is far from normal: as a weighted count it has
 * a gamma interval (Fay and Feuer 1997, with one more typical reward at its upper end), which is the normal one where rewards are many.
 * Where a reward is negative the normal interval is left.
 */
function intervalOf(values: readonly number[], mean: number, rewards: readonly number[], weight: number): Interval {
  const n = values.length
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, n - 1) / n
  if (!(mean >= 0) || rewards.some((reward) => reward < 0)) return [mean - Z95 * Math.sqrt(variance), mean + Z95 * Math.sqrt(variance)]
  const positive = rewards.filter((reward) => reward > 0)
  const one = (weight * (positive.length === 0 ? 1 : meanOf(positive))) / n
  return [mean === 0 ? 0 : gammaQuantile(mean, variance, -Z95), gammaQuantile(mean + one, variance + one * one, Z95)]
}

/** Quantile of the gamma distribution of that mean and variance, at so many standard deviations of a normal one (Wilson and Hilferty 1931). */
function gammaQuantile(mean: number, variance: number, z: number): number {
  const spread = variance / (9 * mean * mean)
  return mean * Math.max(0, 1 - spread + z * Math.sqrt(spread)) ** 3
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
