import { given } from '../core/given.js'
import type { HearthOptions } from '../client/hearth.js'
import { readers, type Reader } from './readers.js'
import type { SiteWords } from '../elements/strings/strings.js'

/** What the tag and `#hearth-config` may say, by the name of each key. */
export interface Settings extends Omit<HearthOptions, 'backend' | 'reasons'> {
  readonly mode?: 'reorder' | 'fill' | 'observe'
  readonly inspect?: boolean
  /** Address of the site's privacy notice, for the banner. */
  readonly notice?: string
  /** The site's rules, read in the worker; of the short form `{exclude, pin}` the page itself knows what never to rank and what stays where the site put it. */
  readonly rules?: object
  /** The site's own words in place of ours. */
  readonly strings?: SiteWords
}

const { address, words, oneOf, share, number, flag, record } = readers

const object: Reader<object> = (value) => (typeof value === 'object' && value !== null ? value : undefined)

const READ: { readonly [Key in keyof Settings]-?: Reader<Settings[Key]> } = {
  catalog: address,
  assets: address,
  consent: oneOf('banner', 'cmp', 'api'),
  policyVersion: words,
  collector: address,
  tasks: address,
  prior: address,
  model: address,
  scorer: address,
  mode: oneOf('reorder', 'fill', 'observe'),
  holdout: share,
  locale: words,
  namespace: words,
  inspect: flag,
  notice: address,
  clockOffsetMs: number,
  retentionDays: number,
  caps: record({ report: number, epoch: number, year: number }),
  consentCategories: record({ personalization: words, aggregates: words }),
  form: oneOf('frame', 'header'),
  rules: object,
  counters: object,
  explore: flag,
  strings: (value) => record({ banner: record(words), recommendations: record(words), centre: record(words), reasons: record(words) })(value),
}

/**
 * The tag's own element: `document.currentScript`; where a module cannot know itself, what carries `data-hearth`, else
 * the script that is named after us.
 */
export function ownTag(page: Document): HTMLScriptElement | undefined {
  const tag = page.currentScript ?? page.querySelector('script[data-hearth]') ?? page.querySelector('script[src*="hearth.js"]')
  return tag instanceof HTMLScriptElement ? tag : undefined
}

/**
 * Settings of the JSON block, over them those of `configure` calls in the queue, over them the tag's attributes. A key
 * with a bad value is left out, as if it had not been written. `policy-version` is the same key as `policyVersion`.
 */
export function readSettings(page: Document, tag: HTMLScriptElement | undefined, configured: readonly object[] = []): Settings {
  const said: Record<string, unknown> = {}
  for (const source of [jsonBlock(page), ...configured, { ...tag?.dataset }]) {
    for (const [key, value] of Object.entries(source)) {
      const name = key.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())
      const read = Object.hasOwn(READ, name) ? Reflect.get(READ, name)(value) : undefined
      if (read !== undefined) said[name] = read
    }
  }
  return said
}

function jsonBlock(page: Document): object {
  try {
    return Object(JSON.parse(page.querySelector('script#hearth-config')?.textContent ?? '{}'))
  } catch {
    return {}
  }
}

/** What the engine takes of the settings; the folder of Hearth's own files is the tag's own unless said. */
export function engineOptions({ mode: _mode, inspect: _inspect, notice: _notice, strings, ...options }: Settings, tag: HTMLScriptElement | undefined): HearthOptions {
  return { ...(tag?.src ? { assets: new URL('.', tag.src).href } : {}), ...given({ reasons: strings?.reasons }), ...options }
}
