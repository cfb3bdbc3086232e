import type { RandomSource } from '../../powers.js'
import type { Task } from '../task.js'
import { classProof } from './class-proof.js'
import { exactRatioProof, jointProof, statisticalProof, uniformProof } from './mechanism-proofs.js'
import { populationProof } from './population-proof.js'
import { CLAIM, type Proof } from './proof.js'
import { crashProof, debitProof, replayProof } from './state-proofs.js'
import type { Subject } from './subject.js'

export interface Audit {
  /** ε a report, as tasks claim it. */
  readonly epsilonClaimed: number
  /** The largest exact loss that any proof found, per ε claimed; infinite where an outcome gives the truth away. */
  readonly epsilonExact: number
  /** The largest statistical lower bound, per ε claimed. */
  readonly epsilonLowerBound: number
  readonly ok: boolean
  readonly proofs: readonly Proof[]
}

export interface AuditDep {
  /** A task in local mode whose mechanism is the published one. */
  readonly task: Task
  /** A task over DAP, for the courses of tabs that crash. */
  readonly overDap?: Task
  /** Randomness as browsers have it. */
  readonly random: RandomSource
  /** Reproducible randomness, for replays. */
  readonly seeded: (seed: number) => RandomSource
  /** Samples of the statistical audit a truth, and browsers of the simulation. */
  readonly samples: number
  /** Courses of the crash proof; default: a fifth of the samples. */
  readonly schedules?: number
  /** The exact law is listed outcome by outcome up to so many buckets; default: 8. */
  readonly largestD?: number
  /** Larger sizes, by classes of outcomes; default: 24, 100 and 276. */
  readonly sizes?: readonly number[]
  /** Browsers of the simulation; default: as many as samples. 0 leaves it out: a mutant that the others catch need not wait. */
  readonly browsers?: number
  /** Told before each proof. */
  readonly progress?: (done: number, total: number) => void
}

/** Fewer browsers would leave the intervals of rare cells to chance. */
const LEAST_BROWSERS = 20_000

/** Runs every proof on a subject. The proofs of a mutant run on what the mutant changed; the rest is the real code. */
export function audit(subject: Subject, { task, overDap, random, seeded, samples, schedules, largestD, sizes, browsers = Math.max(samples, LEAST_BROWSERS), progress }: AuditDep): Audit {
  const proofs: (() => Proof)[] = [
    () => exactRatioProof(subject, largestD),
    () => classProof(subject, random, sizes),
    () => uniformProof(subject),
    () => jointProof(subject),
    () => statisticalProof(subject, random, samples),
    () => debitProof(subject, task, random),
    () => replayProof(task, seeded),
    () => crashProof(subject, [task, ...(overDap === undefined ? [] : [overDap])], random, schedules ?? Math.ceil(samples / 5)),
    ...(browsers === 0 ? [] : [() => populationProof(task, random, browsers)]),
  ]
  const found = proofs.map((proof, done) => {
    progress?.(done, proofs.length)
    return proof()
  })
  progress?.(proofs.length, proofs.length)
  return {
    epsilonClaimed: CLAIM.epsilon,
    epsilonExact: Math.max(...found.map(({ exact }) => exact ?? 0)),
    epsilonLowerBound: Math.max(...found.map(({ lowerBound }) => lowerBound ?? 0)),
    ok: found.every(({ ok }) => ok),
    proofs: found,
  }
}
