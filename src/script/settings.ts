import type { HearthOptions } from '../client/hearth.js'
import { readers } from './readers.js'
import type { SettingReaders } from './read-settings.js'
import type { SiteWords } from '../elements/strings/strings.js'

/** What is wanted of a site's settings before anyone has agreed to anything; the rest is read with the engine (`later-settings.ts`). */
export interface Settings extends Pick<HearthOptions, 'assets' | 'consent' | 'consentCategories' | 'policyVersion' | 'locale' | 'namespace' | 'clockOffsetMs' | 'retentionDays' | 'collector'> {
  readonly inspect?: boolean
  /** Address of the site's privacy notice, for the banner. */
  readonly notice?: string
  /** The site's own words in place of ours. */
  readonly strings?: Pick<SiteWords, 'banner' | 'centre'>
}

const { address, words, oneOf, number, flag, record } = readers

export const SETTINGS: SettingReaders<Settings> = {
  assets: address,
  consent: oneOf('banner', 'cmp', 'api'),
  policyVersion: words,
  collector: address,
  locale: words,
  namespace: words,
  inspect: flag,
  notice: address,
  clockOffsetMs: number,
  retentionDays: number,
  consentCategories: record({ personalization: words, aggregates: words }),
  strings: (value) => record({ banner: record(words), centre: record(words) })(value),
}

/**
 * The tag's own element: `document.currentScript`; where a module cannot know itself, what carries `data-hearth`, else
 * the script that is named after us.
 */
export function ownTag(page: Document): HTMLScriptElement | undefined {
  // Each is looked at: an element that is named `currentScript` would be taken for it, and whoever may write into the page could set everything.
  return [page.currentScript, page.querySelector('script[data-hearth]'), page.querySelector('script[src*="hearth.js"]')].find((found) => found instanceof HTMLScriptElement)
}

/** Where a site says how it wants Hearth, from weakest to strongest: the JSON block, `configure` calls in the queue, the tag's attributes. Read once, before the page can change them. */
export function settingSources(page: Document, tag: HTMLScriptElement | undefined, queue: readonly unknown[]): readonly object[] {
  return [jsonBlock(page), ...queue.flatMap((call) => (Array.isArray(call) && call[0] === 'configure' && call[1] instanceof Object ? [call[1]] : [])), { ...tag?.dataset }]
}

function jsonBlock(page: Document): object {
  try {
    return Object(JSON.parse(page.querySelector('script#hearth-config')?.textContent ?? '{}'))
  } catch {
    return {}
  }
}
