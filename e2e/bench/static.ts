import { call, closePage, coldPage } from './bench-browser.js'
import type { EmbedGround } from './embed.js'
import { median, rounded, say, type Result } from './result.js'

/** Titles a second of the static table, on one thread; its peer is our own transformer tier of the same run. */
export async function staticThroughput({ browser, site, titles, rounds }: EmbedGround, transformer: number | undefined): Promise<Result> {
  const page = await coldPage(browser, `${site.url}/bench/ours.html`)
  const rates: number[] = []
  for (let round = 0; round < rounds; round++) rates.push(await call<number>(page, 'staticRate', titles))
  await closePage(page)
  return { id: 'static.throughput', unit: 'titles/s', better: 'higher', ours: rounded(median(rates)), peers: transformer === undefined ? {} : { 'our transformer tier': transformer }, rounds }
}

interface Ready {
  readonly fromNavigation: number
  readonly fromConsent: number
  readonly mainThread: number
}

/** From a cold page with the tag to the first ranking by static vectors. The consent is given as soon as the engine can take it. */
export async function staticFirst({ browser, site, rounds }: EmbedGround, peerFirst: number | undefined): Promise<Result> {
  const seen: Ready[] = []
  for (let round = 0; round < Math.max(rounds, 5); round++) {
    const page = await coldPage(browser, `${site.url}/bench/tag.html`)
    seen.push(await call<Ready>(page, 'untilRanked'))
    await closePage(page)
  }
  const fromConsent = rounded(median(seen.map((one) => one.fromConsent)))
  say(`static tier ready ${String(fromConsent)} ms after consent`)
  return { id: 'static.firstVector', unit: 'ms, cold page to the first ranking by static vectors', better: 'lower', ours: rounded(median(seen.map((one) => one.fromNavigation))), peers: peerFirst === undefined ? {} : { 'transformers.js': peerFirst }, rounds: seen.length, detail: { fromConsent, consentToReadyBar: 300 } }
}
