import { SHIPPED, type Subject } from './subject.js'
import type { UniformDraw } from '../uniform.js'

/** Plausible faults of an implementation, each in one part. */
export const MUTANTS: Readonly<Record<string, Subject>> = {
  'epsilon-doubled': { ...SHIPPED, parameters: (d, a, b) => SHIPPED.parameters(d, a * a, b * b) },

  // One bucket fewer is drawn than M counts with; for w = 1 the one bucket is the truth more often than it may be.
  'w-off-by-one': {
    ...SHIPPED,
    draw: (params, truth, below) => SHIPPED.draw(params, truth, below).slice(0, Math.max(1, params.w - 1)),
  },

  'modulo-bias': { ...SHIPPED, uniform: (random) => (n) => (n === 1 ? 0 : (random.bytes(1)[0] ?? 0) % n) },

  'reused-randomness': {
    ...SHIPPED,
    two: (params, [first, second], below, draw) => {
      const drawn: number[] = []
      const one = draw(params, first, (n) => {
        const value = below(n)
        drawn.push(value)
        return value
      })
      let at = 0
      const again: UniformDraw = (n) => {
        const value = drawn[at]
        at += 1
        return value ?? below(n)
      }
      return [one, draw(params, second, again)]
    },
  },

  // An answer over DAP that was sealed anew is stored, and the debit still stands for the one it replaced.
  'debit-left-behind': { ...SHIPPED, keep: (held, step) => ({ ...SHIPPED.keep(held, step), ...((step.remove ?? []).length > 0 ? { ledger: held.ledger } : {}) }) },

  // Every debit is written down at half of what it cost, so that twice as much fits under the caps.
  'half-a-debit': {
    ...SHIPPED,
    keep: (held, step) => {
      const kept = SHIPPED.keep(held, step)
      if (step.ledger === undefined || kept.ledger === undefined) return kept
      const before = new Set(held.ledger?.debits.map(({ report }) => report))
      return { ...kept, ledger: { ...kept.ledger, debits: kept.ledger.debits.map((debit) => (before.has(debit.report) ? debit : { ...debit, microEpsilon: (debit.microEpsilon / 2) as typeof debit.microEpsilon })) } }
    },
  },

  'skipped-debit': { ...SHIPPED, keep: (held, step) => ({ ...SHIPPED.keep(held, step), ledger: held.ledger ?? step.ledger }) },

  'truth-drawn-twice': {
    ...SHIPPED,
    draw: (params, truth, below) => {
      const [first, second] = [SHIPPED.draw(params, truth, below), SHIPPED.draw(params, truth, below)]
      return first.includes(truth) ? first : second
    },
  },

  // Saves the last of the others where the truth took a place: the buckets are right, the time they take is not.
  'unequal-draw-counts': {
    ...SHIPPED,
    draw: (params, truth, below) => {
      let place = 0
      let named = false
      return SHIPPED.draw(params, truth, (n) => {
        if (place === 0) {
          place += 1
          const u = below(n)
          named = u < params.a * params.w
          return u
        }
        place += 1
        // The first of the others is thrown away when the truth replaces it, so its draw seems to be for nothing.
        return named && place === 2 ? 0 : below(n)
      })
    },
  },

  // Another page's prepared answer is taken for its own and drawn again after it may have left.
  'two-reports-a-debit': {
    ...SHIPPED,
    prepare: (held, occasion, page) => SHIPPED.prepare({ ...held, reports: held.reports.map((report) => (report.state === 'waiting' ? { ...report, preparedBy: page } : report)) }, occasion, page),
  },
}
