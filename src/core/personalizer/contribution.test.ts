import { describe, expect, it } from 'vitest'
import type { GrantedDecision } from '../consent/decision.js'
import { createGate } from '../consent/gate.js'
import type { EventId, InteractionEvent } from '../history/event.js'
import type { ItemId } from '../item.js'
import type { CellToSeal, HistoryStore, ReleaseStore, Sharder } from '../ports.js'
import { newLedger, type LedgerState } from '../privacy/ledger.js'
import type { StoredReport } from '../privacy/stored-report.js'
import { taskDefinition } from '../privacy/testing/published-task.js'
import { seededRandom } from '../privacy/testing/seeded-random.js'
import { EPOCH_MS, epochOf, type Epoch, type Millis } from '../time.js'
import { createContribution } from './contribution.js'
import { createMemory } from './memory.js'

const START = (2_968 * EPOCH_MS) as Millis
const topics = taskDefinition({ id: 'topics' })
const items = taskDefinition({ id: 'items', kind: 'item', mode: 'dap', buckets: ['a', 'b', 'nothing'] })

/** A device in memory, with the clock and the decision in the test's hands; `turn` happens between two transactions. */
function device({ tasks = [items] as readonly unknown[], caps = {}, siteCaps = {}, created = -2, seed = 3, arm, notBefore }: { readonly arm?: 'original' | 'personalized'; readonly notBefore?: string; readonly tasks?: readonly unknown[]; readonly caps?: GrantedDecision['caps']; readonly siteCaps?: GrantedDecision['caps']; readonly created?: number; readonly seed?: number } = {}) {
  let now = START
  const decision: GrantedDecision = { kind: 'granted', receipt: 'r', aggregates: 'granted', policyVersion: '1', source: 'api', at: START, paused: false, ...(caps === undefined ? {} : { caps }), ...(notBefore === undefined ? {} : { aggregatesNotBefore: notBefore }) }
  let stands = true
  // A withdrawal leaves no ledger, only its month.
  let ledger: LedgerState | undefined = notBefore === undefined ? newLedger((epochOf(START) + created) as Epoch) : undefined
  const reports = new Map<string, StoredReport>()
  let transactions = 0
  const releases: ReleaseStore = {
    release: (_grant, build) => {
      transactions += 1
      if (!stands) return Promise.resolve({ status: 'denied', purpose: 'aggregates' })
      const built = build({ decision, ledger, reports: [...reports.values()] })
      ledger = built.ledger ?? ledger
      for (const report of built.put ?? []) reports.set(report.reportId, report)
      for (const id of built.remove ?? []) reports.delete(id)
      return Promise.resolve({ status: 'ok', value: built.answer })
    },
    ledger: () => Promise.resolve({ status: 'ok', value: { ledger, decision } }),
    reports: () => Promise.resolve({ status: 'ok', value: [...reports.values()] }),
  }
  const events: InteractionEvent[] = [{ id: 'e' as EventId, kind: 'click', item: { id: 'b' as ItemId, title: 'B' }, at: START }]
  const done = () => Promise.resolve({ status: 'ok' } as const)
  const history: HistoryStore = {
    revision: () => Promise.resolve({ status: 'ok', value: 1 }),
    whole: () => Promise.resolve({ status: 'ok', value: { revision: 1, events, state: {} } }),
    append: () => Promise.resolve({ status: 'ok', value: 1 }),
    appendAll: done,
    remove: done,
    writeState: done,
  }
  const clock = { now: () => now }
  const gate = createGate({ readDecision: () => Promise.resolve(decision), policyVersion: '1', clock })
  const memory = createMemory({ gate, history, clock })
  const contribution = createContribution({ gate, memory, releases, clock, random: seededRandom(seed), ...(arm === undefined ? {} : { arm: () => Promise.resolve(arm) }), ...(siteCaps === undefined ? {} : { caps: siteCaps }) })
  expect(contribution.attachTasks(JSON.stringify({ version: 1, tasks }))).toEqual({ status: 'ok' })
  return {
    contribution,
    reports,
    spent: () => ledger?.debits.length ?? 0,
    transactions: () => transactions,
    advance: (ms: number) => void (now = (now + ms) as Millis),
    withdraw: () => void (stands = false),
  }
}

/** A sharder whose reports are whole DAP-09 reports with made-up shares; `turn` happens while it seals. */
function sharder(taskId: string, turn: () => void = () => undefined) {
  const sealed: CellToSeal[] = []
  let made = 0
  const seal: Sharder['seal'] = (cell) => {
    turn()
    sealed.push(cell)
    made += 1
    const bytes = new Uint8Array(24 + 4 + 2 * 7)
    bytes[0] = made
    new DataView(bytes.buffer).setBigUint64(16, BigInt(cell.time))
    return Promise.resolve({ status: 'ok', bytes })
  }
  return { sealed, sharder: { taskId, seal } }
}

const idOf = async (contribution: ReturnType<typeof device>['contribution']): Promise<string> => {
  const asked = await contribution.contribute(true)
  if (asked.status !== 'needs-sharder') throw new Error(`expected needs-sharder, not ${asked.status}`)
  return asked.aggregators.taskId
}

describe('an answer by arm', () => {
  it('names the arm that is drawn for it, though nothing was ranked yet', async () => {
    for (const [at, arm] of (['original', 'personalized'] as const).entries()) {
      const { contribution } = device({ tasks: [taskDefinition({ id: 'outcome', kind: 'outcome', buckets: ['bought', 'nothing'] })], arm })
      const answer = await contribution.contribute(true)
      expect(answer.status === 'released' ? answer.report.bytes.at(-1) : answer).toBe(at)
    }
  })
})

describe('an answer over DAP', () => {
  it('is not paid for before it can be sealed, and is then paid for in the transaction that stores it', async () => {
    const { contribution, spent, reports } = device()
    const taskId = await idOf(contribution)
    expect([spent(), reports.size]).toEqual([0, 0])
    const { sealed, sharder: held } = sharder(taskId)
    contribution.useSharder(held)
    const answer = await contribution.contribute(true)
    expect(answer).toMatchObject({ status: 'released', report: { upload: { leader: 'https://leader.example/', taskId }, state: 'waiting', attempts: 1 } })
    expect(sealed).toEqual([{ taskId, length: 3, chunkLength: 2, cell: 1, time: START / 1_000 }])
    expect([spent(), reports.size]).toEqual([1, 1])
  })

  it('is void where the choice was withdrawn, or the week turned, while it was being sealed', async () => {
    const gone = device()
    gone.contribution.useSharder(sharder(await idOf(gone.contribution), gone.withdraw).sharder)
    expect(await gone.contribution.contribute(true)).toMatchObject({ status: 'denied' })
    expect([gone.spent(), gone.reports.size]).toEqual([0, 0])
    const late = device()
    late.contribution.useSharder(sharder(await idOf(late.contribution), () => late.advance(EPOCH_MS)).sharder)
    expect(await late.contribution.contribute(true)).toMatchObject({ status: 'refused' })
    expect([late.spent(), late.reports.size]).toEqual([0, 0])
  })

  it('is drawn again under another id on the one debit, while the page holds it; of two pages one sends', async () => {
    const { contribution, spent, reports } = device()
    const first = await contribution.prepare('a page')
    if (first.status !== 'needs-sharder') throw new Error(first.status)
    contribution.useSharder(sharder(first.aggregators.taskId).sharder)
    const made = [await contribution.prepare('a page'), await contribution.prepare('a page'), await contribution.prepare('a page')]
    expect(made.map(({ status }) => status)).toEqual(['released', 'released', 'released'])
    expect([spent(), reports.size]).toEqual([1, 1])
    // Another page makes it final; the first may not draw again.
    expect(await contribution.prepare('another')).toMatchObject({ status: 'refused', code: 'not-scheduled' })
    const [kept] = [...reports.values()]
    expect(await contribution.waiting()).toEqual({ status: 'ok', reports: [kept?.reportId] })
    expect(await contribution.claim(kept?.reportId ?? '')).toMatchObject({ status: 'ok', report: { attempts: 2, upload: {} } })
  })

  it('does not draw the question of a press anew while its sharder is fetched', async () => {
    // Nine questions in ten are answered here; the tenth, once drawn, stays drawn.
    const weighted = [taskDefinition({ id: 'topics', weight: 9 }), items]
    let due = 0
    for (let seed = 0; seed < 60; seed += 1) {
      // A ledger in its silent epochs: the draw is the press's own.
      const { contribution } = device({ tasks: weighted, created: 0, seed })
      const asked = await contribution.contribute(true)
      if (asked.status !== 'needs-sharder') continue
      contribution.useSharder(sharder(asked.aggregators.taskId).sharder)
      expect(await contribution.contribute(true)).toMatchObject({ status: 'released', report: { task: 'items' } })
      due += 1
    }
    expect(due).toBeGreaterThan(0)
    expect(due).toBeLessThan(20)
  })
})

describe('caps', () => {
  it('of the visitor and of the site hold in the transaction that pays, the lowest of each', async () => {
    const code = async (options: Parameters<typeof device>[0]): Promise<string> => {
      const { contribution } = device({ tasks: [topics], ...options })
      const answer = await contribution.contribute(true)
      return answer.status === 'refused' ? answer.code : answer.status
    }
    expect(await code({})).toBe('released')
    expect(await code({ caps: { year: 0 as never } })).toBe('year-cap')
    expect(await code({ siteCaps: { epoch: 500_000 as never } })).toBe('epoch-cap')
    expect(await code({ caps: { report: 999_999 as never }, siteCaps: { report: 1_000_000 as never } })).toBe('report-cap')
    const { contribution } = device({ tasks: [topics], caps: { year: 3_000_000 as never }, siteCaps: { epoch: 1_000_000 as never } })
    expect(await contribution.ledger()).toMatchObject({ status: 'ok', caps: { report: 1_000_000, epoch: 1_000_000, year: 3_000_000 } })
  })
})

describe('the ledger as it is shown', () => {
  it('says, after a withdrawal and a new grant, until when nothing is answered, as the answering does', async () => {
    const { contribution } = device({ tasks: [topics], notBefore: '2999-01' })
    expect(await contribution.ledger()).toMatchObject({ status: 'ok', ledger: { notBefore: '2999-01', debits: [] } })
    expect(await contribution.contribute(true)).toMatchObject({ status: 'refused', code: 'not-before' })
    const fresh = await device({ tasks: [topics] }).contribution.ledger()
    expect(fresh.status === 'ok' && 'notBefore' in fresh.ledger).toBe(false)
  })
})
