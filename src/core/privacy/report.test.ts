import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Epoch } from '../time.js'
import { decodeReport, encodeReport, reportLength, type ReportId } from './report.js'
import { sampleSubset, type BucketIndex } from './subset-selection.js'
import { publishedTask } from './testing/published-task.js'
import { seededRandom } from './testing/seeded-random.js'

const buckets = (d: number) => Array.from({ length: d }, (_, index) => `b${index}`)
const tasks = [2, 8, 9, 25, 277].map((d) => publishedTask({ buckets: buckets(d) }))
const outcome = publishedTask({ kind: 'outcome', buckets: ['yes', 'nothing'] })
const known = (hash: string) => [...tasks, outcome].find((task) => task.hash === hash)

describe('a report on the wire', () => {
  it('comes back as it left, at one length for every answer', () => {
    const random = seededRandom(3)
    fc.assert(
      fc.property(fc.constantFrom(...tasks, outcome), fc.nat(), fc.integer({ min: 0, max: 0xffffffff }), fc.boolean(), (task, at, epoch, second) => {
        const drawn = [...sampleSubset(task.mechanism, (at % task.mechanism.d) as BucketIndex, random)].sort((a, b) => a - b)
        const report = { task, epoch: epoch as Epoch, id: random.bytes(16) as ReportId, buckets: drawn, ...(task.arms === undefined ? {} : { arm: second ? 1 : 0 }) }
        const bytes = encodeReport(report)
        expect(bytes).toHaveLength(reportLength(task))
        expect(decodeReport(bytes, known)).toEqual({ status: 'ok', report })
      }),
    )
  })

  it('is laid out byte by byte as published', () => {
    const task = publishedTask({ buckets: buckets(9) })
    const bytes = encodeReport({ task, epoch: 0x01020304 as Epoch, id: new Uint8Array(16).fill(0xab) as ReportId, buckets: [0, 8] as BucketIndex[] })
    expect(Buffer.from(bytes).toString('hex')).toBe(`01${task.hash}01020304${'ab'.repeat(16)}0101`)
    expect([reportLength(publishedTask({ buckets: buckets(20) })), reportLength(outcome)]).toEqual([40, 39])
  })

  it('refuses every other length, version, hash, popcount and spare bit', () => {
    const task = publishedTask({ buckets: buckets(9) })
    const one = (hash: string) => (hash === task.hash ? task : undefined)
    const [first, second] = [0, 1] as BucketIndex[]
    const good = encodeReport({ task, epoch: 1 as Epoch, id: new Uint8Array(16) as ReportId, buckets: task.mechanism.w === 2 ? [first, second].filter((b) => b !== undefined) : [0 as BucketIndex] })
    const changed = (change: (bytes: Uint8Array) => unknown) => {
      const bytes = good.slice()
      change(bytes)
      return decodeReport(bytes, one).status
    }
    expect(decodeReport(good, one).status).toBe('ok')
    for (let length = 0; length < good.length; length += 1) expect(decodeReport(good.slice(0, length), one).status).toBe('malformed')
    expect(decodeReport(Uint8Array.of(...good, 0), one).status).toBe('malformed')
    expect(changed((bytes) => { bytes[0] = 2 })).toBe('malformed')
    expect(changed((bytes) => { bytes[1] = (bytes[1] ?? 0) ^ 1 })).toBe('unknown-task')
    expect(changed((bytes) => { bytes[37] = 0xff })).toBe('malformed')
    expect(changed((bytes) => { bytes[37] = 0 })).toBe('malformed')
    expect(changed((bytes) => { bytes[38] = 0x80; bytes[37] = 1 })).toBe('malformed')
  })

  it('refuses an arm that is not there, and reads a view into a larger buffer', () => {
    const bytes = encodeReport({ task: outcome, epoch: 7 as Epoch, id: new Uint8Array(16) as ReportId, buckets: [0 as BucketIndex], arm: 1 })
    const inside = new Uint8Array(100)
    inside.set(bytes, 11)
    expect(decodeReport(inside.subarray(11, 11 + bytes.length), known)).toMatchObject({ status: 'ok', report: { arm: 1, epoch: 7 } })
    bytes[bytes.length - 1] = 2
    expect(decodeReport(bytes, known).status).toBe('malformed')
  })

  it('accepts no random bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 90 }), (bytes) => decodeReport(bytes, known).status !== 'ok'), { numRuns: 5_000 })
  })
})
