// `npm run -s bench -- --json [--only PREFIX] [--rounds N] [--titles FILE]`: every benchmark against its named peers in the same run.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { buildMissing } from '../../src/build/build-missing.js'
import { root } from '../../src/build/paths.js'
import { openBrowser } from './bench-browser.js'
import { COLLECTOR_IDS, collectorReports } from './collector.js'
import { firstVector, latency, LATENCY_TOKENS, script, throughput, type EmbedGround } from './embed.js'
import { bundlePeer, emptyModule, installPeers } from './peers.js'
import { makePeerModel } from './peer-model.js'
import { orders } from './order.js'
import { largeCatalog, rankMeanwhile, rankResult, tagPage } from './rank.js'
import { say, type Result } from './result.js'
import { searchResult } from './search.js'
import { bundlePage, measuredEmbedder, openSite, putPage } from './site.js'
import { bannerResult, gzipResult } from './sizes.js'
import { staticFirst, staticThroughput } from './static.js'
import { readTitles } from './titles.js'

const IDS = ['embed.throughput', 'embed.throughput.whole', ...LATENCY_TOKENS.map((tokens) => `embed.latency.${String(tokens)}`), 'embed.firstVector', 'embed.bytes', 'embed.script', 'embed.memory', 'embed.meanwhile', 'static.throughput', 'static.firstVector', 'order.first', 'order.return', 'order.click', 'order.transformer', 'search.1k', 'search.10k', 'search.50k', 'rank.click', 'rank.10k', 'rank.large', 'tag.gzip', 'worker.gzip', 'banner.gzip', 'centre.gzip', ...COLLECTOR_IDS]

const { values } = parseArgs({ options: { json: { type: 'boolean' }, only: { type: 'string' }, rounds: { type: 'string' }, titles: { type: 'string' } } })
const only = values.only ?? ''
const rounds = Number(values.rounds ?? 3)
if (!IDS.some((id) => id.startsWith(only)) || !(rounds >= 1)) {
  say(`--only takes the beginning of one of ${IDS.join(', ')}; --rounds a number from 1`)
  process.exit(2)
}
const wants = (...ids: readonly string[]): boolean => ids.some((id) => id.startsWith(only))

await buildMissing()
const results: Result[] = []
const site = await openSite()
const browser = await openBrowser()
try {
  const peers = IDS.some((id) => wants(id) && /^(embed|search)\.|^static\.first/.test(id)) ? installPeers() : undefined
  if (peers?.status === 'unavailable') say(`no peers: ${peers.why}`)
  const modules = peers?.status === 'ok' ? peers.modules : undefined
  site.mount('/hearth/', join(root, 'dist'))
  for (const page of ['ours', 'transformers', 'search', 'tag', 'order']) putPage(site, page, await bundlePage(page))
  site.put('/bench/tag.html', tagPage(''))
  site.put('/bench/embedder-measured.js', measuredEmbedder())
  let transformers: string | undefined
  if (modules !== undefined) {
    emptyModule()
    transformers = await bundlePeer('@huggingface/transformers')
    site.put('/peers/transformers.js', transformers)
    for (const [name, source] of Object.entries({ orama: '@orama/orama', 'client-vector-search': 'client-vector-search', 'hnswlib-wasm': 'hnswlib-wasm', mememo: 'mememo' })) site.put(`/peers/${name}.js`, await bundlePeer(source))
    site.put('/peers/voy.js', readFileSync(join(modules, 'voy-search/voy_search_bg.js'), 'utf8'))
    site.mount('/peer-voy/', join(modules, 'voy-search'))
    site.mount('/peer-ort/', join(modules, 'onnxruntime-web/dist'))
    site.mount('/peer-model/', makePeerModel(modules))
  }
  const titles = readTitles(values.titles)
  const ground: EmbedGround = { browser, site, titles, rounds, peer: modules !== undefined }

  if (wants('embed.throughput', 'embed.throughput.whole')) results.push(...(await throughput(ground)).filter(({ id }) => wants(id)))
  if (wants(...LATENCY_TOKENS.map((tokens) => `embed.latency.${String(tokens)}`))) results.push(...(await latency(ground)).filter(({ id }) => wants(id)))
  if (wants('embed.firstVector', 'embed.bytes', 'embed.memory')) results.push(...(await firstVector(ground)).filter(({ id }) => wants(id)))
  if (wants('embed.script')) results.push(script(transformers))
  if (wants('embed.meanwhile')) results.push(await rankMeanwhile(browser, site, 1_000))
  if (wants('static.throughput')) results.push(await staticThroughput(ground))
  if (wants('static.firstVector')) results.push(await staticFirst(ground))
  if (wants('order.first', 'order.return', 'order.click', 'order.transformer')) results.push(...(await orders(browser, site, rounds)).filter(({ id }) => wants(id)))
  for (const [id, rows] of [['search.1k', 1_000], ['search.10k', 10_000], ['search.50k', 50_000]] as const) {
    if (wants(id)) results.push(await searchResult(browser, site, rows, modules === undefined ? [] : ['voy', 'client-vector-search', 'orama', 'hnswlib-wasm', 'mememo']))
  }
  if (wants('rank.click')) results.push(await rankResult('rank.click', browser, site, { items: 1_000, model: 'minilm', count: 100 }, 16))
  if (wants('rank.10k')) results.push(await rankResult('rank.10k', browser, site, { items: 10_000, model: 'static', count: 60 }))
  if (wants('rank.large')) results.push(await largeCatalog('rank.large', browser, site, 50_000, rounds))
  if (wants('tag.gzip')) results.push(gzipResult('tag.gzip', 'hearth.js', 20_480))
  if (wants('worker.gzip')) results.push(gzipResult('worker.gzip', 'worker.js'))
  if (wants('banner.gzip')) results.push(await bannerResult())
  if (wants('centre.gzip')) results.push(gzipResult('centre.gzip', 'centre.js'))
  results.push(...(await collectorReports(rounds, wants)))
} finally {
  await browser.close()
  await site.close()
}

process.stdout.write(values.json === true ? `${JSON.stringify({ results })}\n` : `${results.map(({ id, ours, unit, peers, limit }) => `${id}: ${String(ours)} ${unit}${Object.entries(peers).map(([name, value]) => `; ${name} ${String(value)}`).join('')}${limit === undefined ? '' : `; limit ${String(limit)}`}`).join('\n')}\n`)
process.exit(0)
