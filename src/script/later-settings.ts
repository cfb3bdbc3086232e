import { given } from '../core/given.js'
import type { HearthOptions } from '../client/hearth.js'
import type { SiteWords } from '../elements/strings/strings.js'
import type { SettingReaders } from './read-settings.js'
import { readers, type Reader } from './readers.js'

/** What is wanted of a site's settings once there is consent. */
export interface LaterSettings extends Pick<HearthOptions, 'catalog' | 'tasks' | 'prior' | 'model' | 'scorer' | 'holdout' | 'caps' | 'form' | 'counters' | 'explore'> {
  readonly mode?: 'reorder' | 'fill' | 'observe'
  /** The site's rules, read in the worker; of the short form `{exclude, pin}` the page itself knows what never to rank and what stays where the site put it. */
  readonly rules?: object
  readonly strings?: Pick<SiteWords, 'recommendations' | 'reasons'>
}

const { address, words, oneOf, share, number, flag, record } = readers

const object: Reader<object> = (value) => (typeof value === 'object' && value !== null ? value : undefined)

export const LATER_SETTINGS: SettingReaders<LaterSettings> = {
  catalog: address,
  tasks: address,
  prior: address,
  model: address,
  scorer: address,
  mode: oneOf('reorder', 'fill', 'observe'),
  holdout: share,
  caps: record({ report: number, epoch: number, year: number }),
  form: oneOf('frame', 'header'),
  rules: object,
  counters: object,
  explore: flag,
  strings: (value) => record({ recommendations: record(words), reasons: record(words) })(value),
}

/** What the engine takes of them. */
export function laterOptions({ mode: _mode, strings, ...options }: LaterSettings): HearthOptions {
  return { ...given({ reasons: strings?.reasons }), ...options }
}
