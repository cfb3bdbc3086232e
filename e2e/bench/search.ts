import type { Browser } from '@playwright/test'
import wabt from 'wabt'
import { call, closePage, coldPage } from './bench-browser.js'
import { median, rounded, say, type Result } from './result.js'
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

/** A library that takes longer than this to build its index is left out, and named. */
const MOST_BUILD_MS = 240_000

export async function searchResult(browser: Browser, site: Site, rows: number, peers: readonly string[]): Promise<Result> {
  const page = await coldPage(browser, `${site.url}/bench/search.html`)
  page.setDefaultTimeout(MOST_BUILD_MS)
  const module = Buffer.from((await wabt()).parseWat('read.wat', READ, { simd: true }).toBinary({}).buffer).toString('base64')
  await call(page, 'prepare', { rows, asked: QUERIES })
  const build: Record<string, number> = {}
  const missing: Record<string, string> = {}
  for (const library of ['hearth', BYTES_ALONE, ...peers]) {
    try {
      const late = new Promise<never>((_, reject) => setTimeout(() => reject(new Error(`its index took over ${String(MOST_BUILD_MS / 1_000)} s`)), MOST_BUILD_MS).unref())
      build[library] = rounded(await Promise.race([call<number>(page, 'build', { library, rows }), late]))
      say(`${String(rows)} vectors, ${library}: index in ${String(build[library])} ms`)
    } catch (error) {
      missing[library] = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)
      say(`${String(rows)} vectors, ${library}: left out, ${missing[library]}`)
      if (library === 'hearth') throw error
    }
  }
  const times: Record<string, number[]> = Object.fromEntries(Object.keys(build).map((library) => [library, []]))
  const recall: Record<string, number> = {}
  const limits: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    limits.push(await call<number>(page, 'read', { module, bytes: rows * 384 }))
    for (const library of Object.keys(build)) {
      const seen = await call<{ times: number[]; recall: number }>(page, 'search', library)
      times[library]?.push(...seen.times)
      recall[library] = rounded(seen.recall)
    }
  }
  await closePage(page)
  const medians = Object.fromEntries(Object.entries(times).map(([library, all]) => [library, rounded(median(all))]))
  const { hearth = NaN, [BYTES_ALONE]: bytesAlone, ...others } = medians
  const name = rows >= 1_000 ? `${String(rows / 1_000)}k` : String(rows)
  return { id: `search.${name}`, unit: 'ms a query, top 10', better: 'lower', ours: hearth, peers: others, limit: rounded(median(limits)), rounds: ROUNDS * QUERIES, detail: { bytesAlone, recall, buildMs: build, ...(Object.keys(missing).length === 0 ? {} : { missing }) } }
}
