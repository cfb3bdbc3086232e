import type { Page } from '@playwright/test'
import { counted } from '../counted.js'
import { check } from './check.js'
import type { Check } from './check.js'
import { stored } from './in-page/stored.js'
import { refuse, tryOut } from './in-page/try-out.js'

/** Before consent nothing may be there but the page; the browser's profile is new, so that whatever is there is ours. */
export async function inertCheck(page: Page, assets: string | undefined, requested: readonly string[]): Promise<Check> {
  const asked = requested.filter((url) => assets !== undefined && url.startsWith(assets) && !/\/hearth[^/]*\.js(\?|$)/.test(url))
  const found = [...(await stored(page)), ...page.workers().map(() => 'a worker'), ...asked.map((url) => `a request for ${url}`)]
  return check('inert', found.length === 0, found.length === 0 ? 'before consent: no worker, no database, no storage key, no request but the tag' : `before consent there was already ${found.join(', ')}`)
}

/** Allows, in this throwaway profile, what a visitor might; says how the engine stands; and refuses again. */
export async function trialChecks(page: Page): Promise<readonly Check[]> {
  const { status, why, message, isolation, ranked } = await tryOut(page)
  const open = isolation.open ?? []
  await refuse(page)
  const left = (await stored(page)).filter((name) => !name.startsWith('database hearth-consent'))
  return [
    check('worker', status === 'ready', status === 'ready' ? 'started after consent' : `${status}${why === undefined ? '' : `: ${why}`}${message === undefined ? '' : ` (${message})`}`),
    check('isolation', isolation.status === 'ok' && open.length === 0, isolation.status !== 'ok' ? `not tried: ${isolation.message ?? isolation.status}` : open.length > 0 ? `open: ${open.join(', ')}` : `${isolation.form ?? ''} form, ${counted(Object.keys(isolation.refused ?? {}).length, 'way')} out refused by the browser`),
    check('items', ranked > 0, ranked > 0 ? `${counted(ranked, 'item')} can be ranked` : 'no item is known: mark some up with data-hearth-item, or set data-catalog'),
    check('withdrawal', left.length === 0, left.length === 0 ? 'after a refusal only the record of the refusal is left' : `after a refusal there was still ${left.join(', ')}`),
  ]
}
