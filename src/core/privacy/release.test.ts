import { describe, expect, it } from 'vitest'
import type { RandomSource } from '../powers.js'
import type { Epoch } from '../time.js'
import { answeredInBlock, forgotten, newLedger, silentUntil, spent, type LedgerState } from './ledger.js'
import { release, Release, reviveRelease, type ReleaseAnswer, type ReleaseRequest } from './release.js'
import { decodeReport } from './report.js'
import { scheduleFor } from './schedule.js'
import type { BucketIndex } from './subset-selection.js'
import type { Task } from './task.js'
import { publishedTask } from './testing/published-task.js'
import { seededRandom } from './testing/seeded-random.js'

const EPOCH = 2_964 as Epoch
const task = publishedTask()
const request = (changes: Partial<ReleaseRequest> = {}): ReleaseRequest => ({
  granted: true, ledger: newLedger(EPOCH), task, epoch: EPOCH, truthOf: () => 1 as BucketIndex, random: seededRandom(1), pressed: true, ...changes,
})
const made = (answer: ReleaseAnswer) => {
  if (answer.status === 'refused') throw new Error(answer.why)
  return answer
}

describe('release', () => {
  it('debits and randomises together', () => {
    const { ledger, release: paid } = made(release(request()))
    expect(spent(ledger, EPOCH)).toEqual({ epoch: 1_000_000, year: 1_000_000, lifetime: 1_000_000 })
    expect(ledger.debits.map(({ report }) => report)).toEqual([paid.stored.reportId])
    expect(decodeReport(paid.stored.bytes, () => task)).toMatchObject({ status: 'ok', report: { epoch: EPOCH } })
    expect(Release.isRelease(paid)).toBe(true)
  })

  it.each([
    ['denied', { granted: false }],
    ['unsealed', { task: publishedTask({ mode: 'dap' }) }],
    ['silent', { pressed: false }],
    ['report-cap', { task: publishedTask({ epsilon: 1.5 }) }],
    ['clock-moved-back', { epoch: (EPOCH - 1) as Epoch }],
  ] as const)('refuses: %s', (why, changes) => {
    expect(release(request(changes))).toEqual({ status: 'refused', why })
  })

  it('stops at two presses an epoch', () => {
    let { ledger } = made(release(request()))
    ledger = made(release(request({ ledger, random: seededRandom(2) }))).ledger
    expect(release(request({ ledger, random: seededRandom(3) }))).toEqual({ status: 'refused', why: 'epoch-cap' })
  })

  it('refuses or releases without looking at the truth, and draws the same bytes for every truth', () => {
    const drawn = (truth: number, changes: Partial<ReleaseRequest>) => {
      const lengths: number[] = []
      const source = seededRandom(9)
      const random: RandomSource = { bytes: (length) => (lengths.push(length), source.bytes(length)) }
      const answer = release(request({ ...changes, truthOf: () => truth as BucketIndex, random }))
      return JSON.stringify([answer.status, answer.status === 'refused' ? answer.why : answer.ledger, lengths])
    }
    for (const changes of [{}, { granted: false }, { pressed: false }, { task: publishedTask({ epsilon: 1.5 }) }]) {
      expect(new Set([0, 1, 2, 3].map((truth) => drawn(truth, changes))).size).toBe(1)
    }
  })

  it('cannot be made, copied or shaped from outside', () => {
    const { release: paid } = made(release(request()))
    expect(() => Reflect.construct(Release, [Symbol('release'), paid.stored])).toThrow('release() alone')
    expect(Release.isRelease(Object.create(Release.prototype))).toBe(false)
    expect(Release.isRelease({ stored: paid.stored })).toBe(false)
    expect(Release.isRelease(structuredClone(paid.stored))).toBe(false)
    paid.stored.bytes.fill(0)
    expect(paid.stored.bytes[0]).toBe(1)
  })

  it('comes back from the store only with its debit and its whole bytes', () => {
    const { ledger, release: paid } = made(release(request()))
    const record = structuredClone(paid.stored)
    expect(reviveRelease(record, ledger, [task])?.stored).toEqual(record)
    expect(reviveRelease(record, newLedger(EPOCH), [task])).toBeUndefined()
    expect(reviveRelease(record, forgotten(ledger), [task])).toBeUndefined()
    expect(reviveRelease(record, ledger, [])).toBeUndefined()
    expect(reviveRelease({ ...record, epoch: (EPOCH + 1) as Epoch }, ledger, [task])).toBeUndefined()
    const other = record.bytes.slice()
    other[21] = (other[21] ?? 0) ^ 1
    expect(reviveRelease({ ...record, bytes: other }, ledger, [task])).toBeUndefined()
  })
})

describe('the schedule', () => {
  const run = (tasks: readonly Task[], seed: number, epochs: number): readonly (Task | undefined)[] => {
    const random = seededRandom(seed)
    let ledger: LedgerState = newLedger(EPOCH)
    return Array.from({ length: epochs }, (_, step) => {
      const epoch = (EPOCH + step) as Epoch
      const scheduled = scheduleFor(tasks, ledger, epoch, random)
      // Asking again, as a reload does, draws nothing anew.
      expect(scheduleFor(tasks, scheduled.ledger, epoch, random)).toEqual(scheduled)
      ledger = scheduled.ledger
      if (scheduled.task === undefined) return undefined
      ledger = made(release(request({ ledger, task: scheduled.task, epoch, pressed: false, random }))).ledger
      expect(release(request({ ledger, task: scheduled.task, epoch, pressed: false, random }))).toEqual({ status: 'refused', why: 'answered' })
      return scheduled.task
    })
  }

  it('is silent for two epochs, then answers once in each block of four', () => {
    const answered = run([task], 1, 22).map((each) => each !== undefined)
    expect(silentUntil(newLedger(EPOCH))).toBe(EPOCH + 2)
    expect(answered.flatMap((yes, step) => (yes ? [step] : []))).toEqual([2, 4, 8, 12, 16, 20])
  })

  it('draws tasks by their weights and epochs by their participation', () => {
    const light = publishedTask({ id: 'light', weight: 1, participation: '1/4' })
    const heavy = publishedTask({ id: 'heavy', weight: 3, participation: '1/4' })
    const counts = { light: 0, heavy: 0, silent: 0 }
    for (let seed = 1; seed <= 600; seed += 1) {
      for (const answered of run([light, heavy], seed, 8).slice(4)) {
        if (answered === undefined) counts.silent += 1
        else counts[answered === light ? 'light' : 'heavy'] += 1
      }
    }
    const answered = counts.light + counts.heavy
    // 1 − (3/4)⁴ of the 600 blocks; a quarter of those to the light task. Bounds at four deviations.
    expect(Math.abs(answered - 600 * (1 - 0.75 ** 4))).toBeLessThan(4 * Math.sqrt(600 * 0.684 * 0.316))
    expect(Math.abs(counts.light - answered / 4)).toBeLessThan(4 * Math.sqrt((answered * 3) / 16))
  })

  it('does not answer in a block that a forgotten month may have answered', () => {
    const { ledger } = made(release(request()))
    expect(answeredInBlock(forgotten(ledger), EPOCH)).toBe(true)
    expect(scheduleFor([task], forgotten(ledger), (EPOCH + 2) as Epoch, seededRandom(1)).task).toBeUndefined()
  })

  it('is the same whatever the history holds: no record comes in', () => {
    expect(scheduleFor.length).toBe(4)
  })
})
