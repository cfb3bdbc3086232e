import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Epoch } from '../time.js'
import { answerNow, claim, note, prepare, waiting, type Held, type Occasion, type Step } from './answering.js'
import { newLedger, spent } from './ledger.js'
import { SCHEDULE } from './limits.js'
import { MOST_ATTEMPTS, type StoredReport } from './stored-report.js'
import type { BucketIndex } from './subset-selection.js'
import { publishedTask } from './testing/published-task.js'
import { seededRandom } from './testing/seeded-random.js'

const EPOCH = 2_964 as Epoch
const task = publishedTask()

/** A device whose ledger has left its silent epochs behind. */
const device = (): Held => ({ ledger: newLedger((EPOCH - SCHEDULE.silentEpochs) as Epoch), reports: [] })

const occasion = (changes: Partial<Occasion> = {}): Occasion => ({ tasks: [task], epoch: EPOCH, random: seededRandom(5), truthOf: () => 1 as BucketIndex, armOf: () => 0, ...changes })

function written<Answer>(held: Held, step: Step<Answer>): Held {
  const reports = new Map(held.reports.map((report) => [report.reportId, report]))
  for (const report of step.put ?? []) reports.set(report.reportId, report)
  for (const id of step.remove ?? []) reports.delete(id)
  return { ledger: step.ledger ?? held.ledger, reports: [...reports.values()] }
}

const debits = (held: Held): number => held.ledger?.debits.length ?? 0

describe('a prepared answer', () => {
  it('is debited once, however often its page draws it again', () => {
    let held = device()
    const seen = new Set<string>()
    for (let look = 0; look < 5; look += 1) {
      const step = prepare(held, occasion({ random: seededRandom(look) }), 'page')
      held = written(held, step)
      seen.add(String(held.reports[0]?.bytes))
    }
    expect(debits(held)).toBe(1)
    expect(held.reports).toHaveLength(1)
    expect(seen.size).toBeGreaterThan(1)
    expect(waiting(held.reports)).toEqual([])
  })

  it('is made final by another page, and cannot be drawn again by its own page then', () => {
    let held = written(device(), prepare(device(), occasion(), 'first'))
    const bytes = held.reports[0]?.bytes
    held = written(held, prepare(held, occasion(), 'second'))
    expect(waiting(held.reports)).toHaveLength(1)
    const late = prepare(held, occasion({ random: seededRandom(9) }), 'first')
    expect(late.answer.status).toBe('refused')
    expect(written(held, late).reports[0]?.bytes).toEqual(bytes)
  })

  it('is what the press of its page sends: one debit, one answer', () => {
    let held = written(device(), prepare(device(), occasion(), 'page'))
    const step = answerNow(held, occasion(), { pressed: true, page: 'page' })
    held = written(held, step)
    expect(step.answer.status).toBe('released')
    expect(debits(held)).toBe(1)
    expect(held.reports[0]).not.toHaveProperty('preparedBy')
  })
})

describe('sending', () => {
  const kept = (): { held: Held; id: string } => {
    const held = written({ ledger: undefined, reports: [] }, answerNow({ ledger: undefined, reports: [] }, occasion(), { pressed: true }))
    return { held, id: held.reports[0]?.reportId ?? '' }
  }

  it('takes at most three tries of the same bytes, each counted before it is made', () => {
    let { held } = kept()
    const { id } = kept()
    let tries = held.reports[0]?.attempts ?? 0
    for (;;) {
      const step = claim(held, occasion(), id)
      held = written(held, step)
      if (step.answer === undefined) break
      expect(step.answer.bytes).toEqual(held.reports[0]?.bytes)
      tries += 1
    }
    expect(tries).toBe(MOST_ATTEMPTS)
    expect(held.reports[0]?.state).toBe('given-up')
  })

  it('gives a report up once its week is over, its question is gone, or its debit is', () => {
    const { held, id } = kept()
    const states = [
      claim(held, occasion({ epoch: (EPOCH + 1) as Epoch }), id),
      claim(held, occasion({ tasks: [publishedTask({ question: 'Another?' })] }), id),
      claim({ ...held, ledger: newLedger(EPOCH) }, occasion(), id),
      claim({ ...held, ledger: undefined }, occasion(), id),
    ]
    for (const step of states) {
      expect(step.answer).toBeUndefined()
      expect(step.put?.[0]?.state).toBe('given-up')
    }
  })

  it('does not bring back a report that was deleted meanwhile', () => {
    const { held, id } = kept()
    expect(note({ ...held, reports: [] }, id, { state: 'sent', outcome: 'accepted' })).toEqual({ answer: undefined })
  })
})

describe('over random schedules of two tabs, crashes, forgetting and clocks moved back', () => {
  const action = fc.oneof(
    { weight: 5, arbitrary: fc.record({ do: fc.constant('prepare' as const), tab: fc.nat(1), lost: fc.boolean() }) },
    { weight: 4, arbitrary: fc.record({ do: fc.constant('leave' as const), tab: fc.nat(1), lost: fc.boolean() }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('press' as const), tab: fc.nat(1), lost: fc.boolean() }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('claim' as const), tab: fc.nat(1), lost: fc.boolean() }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('load' as const), tab: fc.nat(1), lost: fc.boolean() }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('wait' as const), epochs: fc.integer({ min: -3, max: 5 }) }) },
  )

  /** Lives a schedule. `lost`: the page dies after the transaction and before it acts on it. Answers all bytes that left, by report. */
  const live = (actions: readonly (typeof action extends fc.Arbitrary<infer A> ? A : never)[], preparing: typeof prepare) => {
    let held: Held = device()
    let epoch = EPOCH
    let names = 0
    const random = seededRandom(actions.length)
    const tabs = [0, 1].map(() => ({ name: `page ${(names += 1)}`, ready: undefined as StoredReport | undefined }))
    const left = new Map<string, Set<string>>()
    const send = (report: StoredReport) => left.set(report.reportId, (left.get(report.reportId) ?? new Set()).add(String(report.bytes)))
    const at = () => occasion({ epoch, random })
    for (const step of actions) {
      if (step.do === 'wait') {
        epoch = Math.max(EPOCH, epoch + step.epochs) as Epoch
        continue
      }
      const tab = tabs[step.tab]
      if (tab === undefined) continue
      if (step.do === 'load') Object.assign(tab, { name: `page ${(names += 1)}`, ready: undefined })
      if (step.do === 'prepare') {
        tab.ready = undefined
        const made = preparing(held, at(), tab.name)
        held = written(held, made)
        if (!step.lost && made.answer.status === 'released') tab.ready = made.answer.report
      }
      if (step.do === 'leave') {
        if (tab.ready !== undefined && !step.lost) send(tab.ready)
        Object.assign(tab, { name: `page ${(names += 1)}`, ready: undefined })
      }
      if (step.do === 'press') {
        tab.ready = undefined
        const made = answerNow(held, at(), { pressed: true, page: tab.name })
        held = written(held, made)
        if (!step.lost && made.answer.status === 'released') send(made.answer.report)
      }
      if (step.do === 'claim') {
        for (const id of waiting(held.reports)) {
          const made = claim(held, at(), id)
          held = written(held, made)
          if (!step.lost && made.answer !== undefined) send(made.answer)
        }
      }
    }
    return { held, left }
  }

  const faults = ({ held, left }: ReturnType<typeof live>): readonly string[] => {
    const ledger = held.ledger
    if (ledger === undefined) return ['no ledger']
    const paid = new Set(ledger.debits.map(({ report }) => report))
    return [
      ...[...left].flatMap(([id, bytes]) => [...(paid.has(id) ? [] : ['a report without a debit']), ...(bytes.size === 1 ? [] : ['two reports for one debit'])]),
      ...ledger.debits.filter(({ epoch }) => spent(ledger, epoch).epoch > 2_000_000).map(() => 'an epoch overspent'),
    ]
  }

  it('never sends two reports for one debit, nor one without, nor past the caps', () => {
    fc.assert(fc.property(fc.array(action, { maxLength: 25 }), (actions) => faults(live(actions, prepare)).length === 0), { numRuns: 4_000 })
  })

  it('would, if a page could draw again what another page had made final', () => {
    const careless: typeof prepare = (held, at, page) => prepare({ ...held, reports: held.reports.map((report) => (report.state === 'waiting' ? { ...report, preparedBy: page } : report)) }, at, page)
    const result = fc.check(fc.property(fc.array(action, { maxLength: 25 }), (actions) => faults(live(actions, careless)).length === 0), { numRuns: 4_000 })
    expect(result.failed).toBe(true)
  })
})
