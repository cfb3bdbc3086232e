import type { Browser } from '@playwright/test'
import wabt from 'wabt'
import { call, closePage, coldPage } from './bench-browser.js'
import { median, percentile, rounded, say, type Result } from './result.js'
import type { Site } from './site.js'

/** Reads a whole memory once: the least that an exact search can do. */
const READ = `(module (memory (import "bench" "memory") 1)
  (func (export "read") (param $end i32) (result i64) (local $at i32) (local $a v128) (local $b v128) (local $c v128) (local $d v128)
    (loop $step
      (local.set $a (v128.xor (local.get $a) (v128.load (local.get $at))))
      (local.set $b (v128.xor (local.get $b) (v128.load offset=16 (local.get $at))))
      (local.set $c (v128.xor (local.get $c) (v128.load offset=32 (local.get $at))))
      (local.set $d (v128.xor (local.get $d) (v128.load offset=48 (local.get $at))))
      (br_if $step (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 64))) (local.get $end))))
    (i64x2.extract_lane 0 (v128.xor (v128.xor (local.get $a) (local.get $b)) (v128.xor (local.get $c) (local.get $d))))))`

/** Rounds through all queries, ours and the peers in turn. */
const BYTES_ALONE = 'hearth, bytes alone'
const ROUNDS = 5
const QUERIES = 20

/** Libraries whose index is approximate: measured as they come, and again with the effort at which they find as much as ours. */
const APPROXIMATE = ['hnswlib-wasm', 'mememo']
const raised = (library: string): string => `${library}, recall as ours`

/** A library that would take longer than this to build its index, by the time of a small one, is left out, and named: a page at work on it answers nobody. */
const MOST_BUILD_MS = 600_000
const SMALL = 1_000

interface Seen {
  readonly times: readonly number[]
  readonly recall: number
}

interface Contender {
  readonly library: string
  readonly effort?: number
}

export async function searchResult(browser: Browser, site: Site, rows: number, peers: readonly string[]): Promise<Result> {
  const page = await coldPage(browser, `${site.url}/bench/search.html`)
  page.setDefaultTimeout(MOST_BUILD_MS)
  const session = await page.context().newCDPSession(page)
  /** Bytes of objects, of buffers and of WebAssembly memories, after a collection. */
  const memory = async (): Promise<number> => {
    await session.send('HeapProfiler.collectGarbage')
    const { usedSize, backingStorageSize } = await session.send('Runtime.getHeapUsage')
    return usedSize + backingStorageSize + (await call<number>(page, 'wasmBytes'))
  }
  const module = Buffer.from((await wabt()).parseWat('read.wat', READ, { simd: true }).toBinary({}).buffer).toString('base64')
  await call(page, 'prepare', { rows, asked: QUERIES })
  const buildMs: Record<string, number> = {}
  const memoryMB: Record<string, number> = {}
  const missing: Record<string, string> = {}
  const contenders: Record<string, Contender> = {}
  for (const library of ['hearth', BYTES_ALONE, ...peers]) {
    try {
      // Graphs grow somewhat faster than their rows.
      const expected = rows <= SMALL ? 0 : (await call<number>(page, 'build', { library, rows: SMALL })) * (rows / SMALL) ** 1.4
      if (expected > MOST_BUILD_MS) throw new Error(`its index would take about ${String(Math.round(expected / 1_000))} s`)
      const before = await memory()
      buildMs[library] = rounded(await call<number>(page, 'build', { library, rows }))
      memoryMB[library] = rounded(((await memory()) - before) / 1_048_576)
      contenders[library] = { library }
      say(`${String(rows)} vectors, ${library}: index in ${String(buildMs[library])} ms, ${String(memoryMB[library])} MB`)
      if (!APPROXIMATE.includes(library)) continue
      const { recall: ours } = await call<Seen>(page, 'search', { library: 'hearth' })
      const effort = await call<number | undefined>(page, 'effortFor', { library, recall: ours })
      if (effort === undefined) missing[raised(library)] = `its recall never came to ${String(ours)}`
      else contenders[raised(library)] = { library, effort }
    } catch (error) {
      missing[library] = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)
      say(`${String(rows)} vectors, ${library}: left out, ${missing[library]}`)
      if (library === 'hearth') throw error
    }
  }
  const times: Record<string, number[]> = Object.fromEntries(Object.keys(contenders).map((name) => [name, []]))
  const recall: Record<string, number> = {}
  const limits: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    limits.push(await call<number>(page, 'read', { module, bytes: rows * 384 }))
    for (const [name, contender] of Object.entries(contenders)) {
      const seen = await call<Seen>(page, 'search', contender)
      times[name]?.push(...seen.times)
      recall[name] = rounded(seen.recall)
    }
  }
  await closePage(page)
  const medians = Object.fromEntries(Object.entries(times).map(([name, all]) => [name, rounded(median(all))]))
  const { hearth = NaN, [BYTES_ALONE]: bytesAlone, ...others } = medians
  const name = rows >= 1_000 ? `${String(rows / 1_000)}k` : String(rows)
  const effort = Object.fromEntries(Object.entries(contenders).flatMap(([contender, { effort: visited }]) => (visited === undefined ? [] : [[contender, visited]])))
  const spread = { quarter: rounded(percentile(times['hearth'] ?? [], 0.25)), threeQuarters: rounded(percentile(times['hearth'] ?? [], 0.75)) }
  return {
    id: `search.${name}`,
    unit: 'ms a query, top 10',
    better: 'lower',
    ours: hearth,
    p95: rounded(percentile(times['hearth'] ?? [], 0.95)),
    peers: others,
    limit: rounded(median(limits)),
    rounds: ROUNDS * QUERIES,
    detail: { bytesAlone, spread, recall, buildMs, memoryMB, effort, ...(Object.keys(missing).length === 0 ? {} : { missing }) },
  }
}
