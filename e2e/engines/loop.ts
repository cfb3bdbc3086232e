import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import * as v from 'valibot'
import { startDemo } from '../../src/demo/server/start-demo.js'
import type { Claim, Tally } from '../suite/step.js'
import { checkAll } from '../suite/step.js'
import type { Engine, EngineFound } from './engine.js'
import * as inPage from './in-page.js'

const Story = v.pipe(v.string(), v.parseJson(), v.object({ id: v.string(), category: v.string() }))
const Isolation = v.object({ status: v.literal('ok'), form: v.string(), refused: v.record(v.string(), v.string()), open: v.array(v.string()) })
const Ranked = v.object({ status: v.literal('ranked'), ids: v.array(v.string()) })
const Names = v.array(v.string())

/** What every engine must refuse by its own policy. */
const WAYS = ['fetch', 'XMLHttpRequest', 'WebSocket', 'EventSource', 'import()']

/** Milliseconds that a busy machine may take to let a deleted database go. */
const GONE_MS = 15_000

/** The subject that the loop reads about. */
const SUBJECT = 'space'

const stories = readFileSync(new URL('../../src/demo/magazine/items.jsonl', import.meta.url), 'utf8').trim().split('\n').map((line) => v.parse(Story, line))
const categoryOf = new Map(stories.map((story) => [story.id, story.category]))

const share = (ids: readonly string[]): number => ids.filter((id) => categoryOf.get(id) === SUBJECT).length / Math.max(1, ids.length)

const claims = (engine: Engine, url: string): readonly Claim[] => {
  const read = stories.filter((story) => story.category === SUBJECT).slice(0, 5).map((story) => story.id)
  let before: readonly string[] = []
  return [
    {
      name: 'before consent there is no database',
      check: async () => {
        await engine.open(url)
        assert.deepEqual(v.parse(Names, await engine.evaluate(inPage.databases)), [])
      },
    },
    { name: '“Allow” makes it ready', check: async () => assert.match(String(await engine.evaluate(inPage.allow)), /^(ready|degraded)$/) },
    {
      name: 'the worker’s way out is refused by the browser, each of them',
      check: async () => {
        const answer = await engine.evaluate(inPage.isolation)
        assert.ok(v.is(Isolation, answer), JSON.stringify(answer))
        const report = v.parse(Isolation, answer)
        assert.deepEqual(report.open, [])
        for (const way of WAYS) assert.ok(Object.keys(report.refused).some((name) => name.toLowerCase().startsWith(way.toLowerCase().replace('()', ''))), `${way} is not among ${Object.keys(report.refused).join(', ')}`)
      },
    },
    {
      name: 'reading five stories on one subject moves the ranking towards it, others stay',
      check: async () => {
        before = v.parse(Ranked, await engine.evaluate(inPage.rank)).ids
        for (const id of read) await engine.evaluate(inPage.readStory(id))
        const after = v.parse(Ranked, await engine.evaluate(inPage.rank)).ids.slice(0, 10)
        assert.ok(share(after) > share(before.slice(0, 10)), `${SUBJECT} had ${String(share(before.slice(0, 10)))} of the first ten, now ${String(share(after))}`)
        assert.ok(share(after) < 1, 'nothing but one subject is left')
      },
    },
    { name: 'after a reload it remembers', check: async () => {
      await engine.open(url)
      assert.ok(Number(await engine.evaluate(inPage.remembered)) >= read.length)
    } },
    { name: 'left at once and come back to, it is ready and remembers', check: async () => {
      await engine.open(`${url}/plain`)
      await engine.back()
      assert.ok(Number(await engine.evaluate(inPage.remembered)) >= read.length)
    } },
    {
      name: 'withdrawal leaves no history',
      check: async () => {
        assert.equal(await engine.evaluate(inPage.withdraw), 'needs-consent')
        // A worker that is slow to let go delays the deletion, which stays queued.
        const left = async (): Promise<readonly string[]> => v.parse(Names, await engine.evaluate(inPage.databases)).filter((name) => name.includes('history'))
        for (const until = Date.now() + GONE_MS; Date.now() < until && (await left()).length > 0; ) await setTimeout(100)
        assert.deepEqual(await left(), [])
      },
    },
  ]
}

/** Allow, read, reorder, withdraw, and the isolation report, on the demo's first page in one engine. */
export const loop = async (found: Extract<EngineFound, { status: 'found' }>): Promise<Tally> => {
  const demo = await startDemo({ port: 0, collectorPort: 0 })
  try {
    const engine = await found.launch()
    try {
      const tally = await checkAll(claims(engine, demo.url))
      return { ...tally, notes: [`${engine.version} (${found.where})`, ...tally.notes] }
    } finally {
      await engine.close()
    }
  } finally {
    await demo.close()
  }
}
