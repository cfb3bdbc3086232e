import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runHearth } from '../testing/run-hearth.js'

const scratch = mkdtempSync(join(tmpdir(), 'hearth-evaluate-'))
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

const WORDS = { space: 'moons rockets orbit', food: 'bread soup oven', law: 'court judge appeal' } as const
const SUBJECTS = ['space', 'food', 'law'] as const
const ids = Array.from({ length: 30 }, (_, n) => `i${String(n)}`)
const shown = ids.slice(12, 24)
const line = (n: number, day: number, more: object = {}): object => ({ user: `u${String(n)}`, at: `2026-03-0${String(day)}T10:00:${String(10 + n)}Z`, history: ids.slice(0, 12).filter((_, i) => i % 3 === n % 3), shown, clicked: [shown[n % 3] ?? ''], ...more })
const write = (name: string, lines: readonly (object | string)[]): void => writeFileSync(join(scratch, name), lines.map((one) => (typeof one === 'string' ? one : JSON.stringify(one))).join('\n'))

beforeAll(() => {
  write('items.jsonl', ids.map((id, n) => ({ id, title: `${WORDS[SUBJECTS[n % 3] ?? 'space']} ${String(n)}`, category: SUBJECTS[n % 3], provider: n % 2 === 0 ? 'large' : 'small' })))
  write('fit.jsonl', Array.from({ length: 20 }, (_, n) => line(n, 1)))
  write('test.jsonl', Array.from({ length: 20 }, (_, n) => line(n, 2)))
})

const impressions = (test: string, ...more: readonly string[]) => runHearth(['evaluate', 'impressions', '--model', 'static', '--items', 'items.jsonl', '--test', test, ...more, '--json'], scratch)

describe('hearth evaluate impressions', () => {
  it('says besides right and wrong what the lists are like and who is shown in them', async () => {
    const { code, stdout } = await impressions('test.jsonl', '--fit', 'fit.jsonl')
    expect(code).toBe(0)
    const report = JSON.parse(stdout) as Record<string, unknown> & { readonly audit: { readonly providers: readonly { readonly name: string; readonly catalog: number; readonly exposure: number }[] } }
    // Each visitor clicks within their own subject, so that the ranker has something to find; each item stands in one place, which tells nothing of the places.
    expect(report).toMatchObject({ n: 20, skipped: 0, audit: { positions: 10, position: { corrected: 'not' } } })
    expect(report['auc']).toBeGreaterThan(0.9)
    for (const figure of ['coverage', 'diversity', 'novelty', 'calibration']) expect(report[figure]).toEqual(expect.any(Number))
    const { providers } = report.audit
    expect(providers.map(({ name }) => name).sort()).toEqual(['large', 'small'])
    for (const share of ['catalog', 'exposure'] as const) expect(providers.reduce((sum, one) => sum + one[share], 0)).toBeCloseTo(1, 9)
    expect(report['differences']).toMatchObject({ random: { auc: { difference: expect.any(Number) as number, stderr: expect.any(Number) as number } } })
  }, 60_000)

  it('corrects clicks by the propensities that a log brings', async () => {
    write('logged.jsonl', Array.from({ length: 6 }, (_, n) => line(n, 2, { propensity: shown.map((_id, position) => (position === 0 ? 0.25 : 1)) })))
    const { stdout } = await impressions('logged.jsonl')
    const { audit } = JSON.parse(stdout) as { readonly audit: { readonly position: object; readonly categories: readonly { readonly name: string; readonly relevance: number }[] } }
    expect(audit.position).toMatchObject({ corrected: 'logged' })
    // Two of six clicks are worth four each.
    expect(audit.categories.find(({ name }) => name === 'space')?.relevance).toBeCloseTo(8 / 12, 9)
  }, 60_000)

  it('answers for one impression, blank lines, items nobody has heard of, and no history', async () => {
    write('one.jsonl', ['', line(0, 2, { history: ['nobody', 'i0'], shown: ['i12', 'stranger', 'i13'], clicked: ['i12'] }), '   ', ''])
    const { code, stdout } = await impressions('one.jsonl')
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ n: 1, skipped: 0, stderr: { auc: null } })
    write('new.jsonl', [line(0, 2, { history: [] }), line(1, 2, { clicked: [] }), line(2, 2, { clicked: shown })])
    const fresh = await impressions('new.jsonl', '--fit', 'fit.jsonl', '--keep', '0')
    expect(JSON.parse(fresh.stdout)).toMatchObject({ n: 1, skipped: 2, calibration: null })
  }, 60_000)

  it.each<[string, readonly (object | string)[], string]>([
    ['reaches into the test’s time', [line(0, 1), line(3, 2)], 'fit-bad.jsonl:2: an impression of 2026-03-02T10:00:13.000Z is not before the first of test.jsonl'],
    ['has another schema', [{ user: 'u', item: 'i1', at: '2026-03-01T00:00:00Z' }], 'fit-bad.jsonl:1: "history"'],
    ['has a line that is no JSON', [line(0, 1), '{"user"'], 'fit-bad.jsonl:2: not JSON'],
    ['names a click on what was not shown', [line(0, 1, { clicked: ['i0'] })], 'fit-bad.jsonl:1: "i0" was clicked but not shown'],
    ['has more propensities than items', [line(0, 1, { propensity: [0.5] })], 'fit-bad.jsonl:1: 1 propensities for 12 items shown'],
    ['has no lines', [''], 'fit-bad.jsonl:1: no lines'],
  ])('refuses a fit file that %s, with file and line', async (_what, lines, message) => {
    write('fit-bad.jsonl', lines)
    const { code, stdout, stderr } = await impressions('test.jsonl', '--fit', 'fit-bad.jsonl')
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(message)
  }, 60_000)

  it('refuses a test in which nothing can be measured', async () => {
    write('all.jsonl', [line(0, 2, { clicked: shown })])
    const { code, stderr } = await impressions('all.jsonl')
    expect(code).toBe(2)
    expect(stderr).toMatch(/nothing to measure/)
  }, 60_000)
})

describe('hearth evaluate cold-start', () => {
  it('says what clicks and picked topics are worth', async () => {
    const { code, stdout } = await runHearth(['evaluate', 'cold-start', '--model', 'static', '--items', 'items.jsonl', '--fit', 'fit.jsonl', '--test', 'test.jsonl', '--json'], scratch)
    expect(code).toBe(0)
    const { n, clicks, picks } = JSON.parse(stdout) as { readonly n: number; readonly clicks: readonly { readonly kept: number; readonly auc: number }[]; readonly picks: Readonly<Record<string, readonly { readonly asked: number; readonly picked: number; readonly auc: number }[]>> }
    expect(n).toBe(20)
    expect(clicks.map(({ kept }) => kept)).toEqual([0, 1, 3, 5, 10, 20])
    // Nothing is known at first; one click tells these visitors' subject, and so does their answer to the third question.
    expect(clicks[0]?.auc).toBe(0.5)
    expect(clicks[1]?.auc).toBeGreaterThan(0.7)
    expect(Object.keys(picks)).toEqual(['gain', 'gainWithShares', 'popularity', 'random'])
    for (const rows of Object.values(picks)) expect(rows.find(({ asked }) => asked === 3)).toMatchObject({ picked: 1 })
    for (const rows of Object.values(picks)) expect(rows.find(({ asked }) => asked === 3)?.auc).toBeGreaterThan(0.7)
  }, 60_000)
})

describe('hearth evaluate ablation', () => {
  it('says what each part gives: the whole less the part taken out, in scores and in lists', async () => {
    const { code, stdout } = await runHearth(['evaluate', 'ablation', '--model', 'static', '--items', 'items.jsonl', '--fit', 'fit.jsonl', '--test', 'test.jsonl', '--json'], scratch)
    expect(code).toBe(0)
    interface Figures { readonly auc: number; readonly list: { readonly ndcg10: number } }
    const { n, whole, parts } = JSON.parse(stdout) as { readonly n: number; readonly whole: Figures; readonly parts: Readonly<Record<string, Figures & { readonly differences: Readonly<Record<'auc' | 'listNdcg10', { readonly difference: number }>> }>> }
    expect(n).toBe(20)
    for (const name of ['without meaning', 'without category', 'without words', 'without popularity', 'without crowding', 'without what is common', 'without centre', 'without MMR', 'with calibration of .3']) expect(Object.keys(parts)).toContain(name)
    for (const part of Object.values(parts)) {
      expect(part.differences.auc.difference).toBeCloseTo(whole.auc - part.auc, 9)
      expect(part.differences.listNdcg10.difference).toBeCloseTo(whole.list.ndcg10 - part.list.ndcg10, 9)
    }
    // These visitors keep to one subject: its words and its name stand in for each other, meaning is missed.
    expect(JSON.stringify(parts['without meaning'])).not.toBe(JSON.stringify(parts['without category']))
  }, 60_000)
})

describe('hearth evaluate interactions', () => {
  const evaluate = (...more: readonly string[]) => runHearth(['evaluate', 'interactions', '--data', 'interactions.jsonl', ...more, '--json'], scratch)
  beforeAll(() => write('interactions.jsonl', Array.from({ length: 360 }, (_, n) => ({ user: `u${String(n % 30)}`, item: ids[((n % 30) % 3) + 3 * (Math.floor(n / 30) % 10)], at: '2026-01-01T00:00:00Z' }))))

  it('finds what users of one taste share, keeps so many as it is told, and says what the lists are like', async () => {
    const { stdout } = await evaluate('--items', 'items.jsonl', '--model', 'static')
    const whole = JSON.parse(stdout) as { readonly ndcg10: number; readonly baselines: Readonly<Record<string, { readonly ndcg10: number }>>; readonly audit: object }
    expect(whole.ndcg10).toBeGreaterThan(whole.baselines['random']?.ndcg10 ?? 1)
    expect(whole).toMatchObject({ coverage: expect.any(Number) as number, novelty: expect.any(Number) as number, audit: { positions: 10 } })
    const kept = await Promise.all([evaluate('--keep', '1'), evaluate('--keep', '1', '--latest'), evaluate('--keep', '0')])
    for (const { code } of kept) expect(code).toBe(0)
  }, 60_000)

  it('takes scores that are never above nothing, and refuses what is no id, with file and line', async () => {
    const scored = (value: (n: number) => unknown): readonly object[] => Array.from({ length: 360 }, (_, n) => ({ user: `u ${String(n % 30)}`, item: `item ${String((n % 30) % 3 + 3 * (Math.floor(n / 30) % 10))}`, at: '2026-01-01T00:00:00Z', value: value(n) }))
    write('interactions-below.jsonl', scored((n) => -1 - (n % 12)))
    write('interactions-odd.jsonl', scored((n) => (n === 6 ? 'much' : 1)))
    write('interactions-number.jsonl', [{ user: 7, item: 'i', at: '2026-01-01T00:00:00Z' }])
    const fit = (name: string) => runHearth(['prior', 'fit', name, '--out', 'odd-prior.json', '--json'], scratch)
    const below = await fit('interactions-below.jsonl')
    expect(below.code).toBe(0)
    expect(JSON.parse(below.stdout)).toMatchObject({ items: expect.any(Number) as number })
    expect(await fit('interactions-odd.jsonl')).toMatchObject({ code: 2, stderr: 'hearth: interactions-odd.jsonl:7: "value" must be a number\n' })
    expect(await fit('interactions-number.jsonl')).toMatchObject({ code: 2, stderr: 'hearth: interactions-number.jsonl:1: "user" must be a string\n' })
  }, 60_000)

  it('refuses too few users', async () => {
    write('few.jsonl', [{ user: 'u', item: 'i', at: '2026-01-01T00:00:00Z' }])
    const { code, stderr } = await runHearth(['evaluate', 'interactions', '--data', 'few.jsonl', '--json'], scratch)
    expect(code).toBe(2)
    expect(stderr).toMatch(/at least 10 are needed/)
  }, 60_000)
})
