import type { EngineState } from './hearth.js'
import type { TierNews } from './transformer-tier.js'

/** The state `now` after news of the transformer; undefined where they change nothing. What the workers lacked when they `cameUp` they lack still. */
export function withTransformer(news: TierNews, now: EngineState, cameUp: EngineState): EngineState | undefined {
  if (!('tier' in now)) return undefined
  if (news.status === 'fetching') return { ...now, progress: { bytes: news.bytes, total: news.total } }
  if (news.status === 'off' && !news.held) return { status: 'degraded', tier: 'static', why: news.code, message: news.message }
  if (cameUp.status === 'degraded') return news.status === 'on' ? { ...cameUp, tier: news.tier } : undefined
  if (news.status === 'off') return { status: 'ready', tier: now.tier, why: news.code }
  return { status: 'ready', tier: news.tier, ...(news.stepped === undefined ? {} : { why: news.stepped }) }
}
