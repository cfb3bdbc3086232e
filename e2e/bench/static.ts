import { call, closePage, coldPage } from './bench-browser.js'
import { firstOfPeer, PEER, type EmbedGround } from './embed.js'
import { median, rounded, say, type Result } from './result.js'

/** Titles that tell the transformer's rate in each round, spread over all. */
const TRANSFORMER_TITLES = 100

/** Titles a second of the static table, on one thread; its peer is our own transformer tier, turn by turn on the same page. */
export async function staticThroughput({ browser, site, titles, rounds }: EmbedGround): Promise<Result> {
  const page = await coldPage(browser, `${site.url}/bench/ours.html`)
  await call(page, 'start', { script: '/hearth/embedder.js' })
  const some = titles.filter((_, at) => at % Math.floor(titles.length / TRANSFORMER_TITLES) === 0)
  await call(page, 'time', titles.slice(0, 2 * TRANSFORMER_TITLES))
  const [rates, slower]: [number[], number[]] = [[], []]
  for (let round = 0; round < Math.max(rounds, 5); round++) {
    rates.push(await call<number>(page, 'staticRate', titles))
    slower.push((1_000 * some.length) / (await call<number>(page, 'time', some)))
    say(`static table ${rates.at(-1)?.toFixed(0) ?? ''} titles/s, transformer ${slower.at(-1)?.toFixed(0) ?? ''}`)
  }
  await closePage(page)
  const times = rates.map((rate, round) => rate / (slower[round] ?? NaN))
  return { id: 'static.throughput', unit: 'titles/s', better: 'higher', ours: rounded(median(rates)), peers: { 'our transformer tier': rounded(median(slower)) }, rounds: rates.length, detail: { timesTheTransformer: rounded(median(times)) } }
}

interface Ready {
  readonly fromNavigation: number
  readonly fromConsent: number
}

/** The table as the peer is used: from a cold page to its first vector, without worker, consent or ranking. */
async function aloneOn({ browser, site }: EmbedGround): Promise<number> {
  const page = await coldPage(browser, `${site.url}/bench/ours.html?static`)
  const { at, dimensions } = await call<{ at: number; dimensions: number }>(page, 'alone')
  await closePage(page)
  if (dimensions === 0) throw new Error('the static table gave no vector')
  return at
}

/** From a cold page with the tag to the first ranking by static vectors, in turn with the peer's first vector. The consent is given as soon as the engine can take it. */
export async function staticFirst(ground: EmbedGround): Promise<Result> {
  const { browser, site, rounds, peer } = ground
  const [seen, theirs, alone]: [Ready[], number[], number[]] = [[], [], []]
  for (let round = 0; round < Math.max(rounds, 5); round++) {
    const page = await coldPage(browser, `${site.url}/bench/tag.html?now`)
    seen.push(await call<Ready>(page, 'begun'))
    await closePage(page)
    alone.push(await aloneOn(ground))
    if (peer) theirs.push(await firstOfPeer(ground))
    say(`first ranking by static vectors: ${seen.at(-1)?.fromNavigation.toFixed(0) ?? ''} ms, ready ${seen.at(-1)?.fromConsent.toFixed(0) ?? ''} ms after consent, the table alone ${alone.at(-1)?.toFixed(0) ?? ''} ms; ${PEER}: ${theirs.at(-1)?.toFixed(0) ?? 'not here'} ms`)
  }
  return {
    id: 'static.firstVector',
    unit: 'ms, cold page to the first ranking by static vectors',
    better: 'lower',
    ours: rounded(median(seen.map((one) => one.fromNavigation))),
    peers: peer ? { [PEER]: rounded(median(theirs)) } : {},
    rounds: seen.length,
    detail: { vectorAlone: rounded(median(alone)), fromConsent: rounded(median(seen.map((one) => one.fromConsent))), consentToReadyBar: 300 },
  }
}
