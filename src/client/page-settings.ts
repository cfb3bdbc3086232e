import { retentionDays } from '../core/history/retention.js'
import type { Clock } from '../core/ports.js'
import type { Millis } from '../core/time.js'
import type { PersonalizerSettings } from '../protocol/personalizer.js'
import type { HearthOptions } from './hearth.js'

/** The options with every address absolute and every default filled in. */
export interface PageSettings {
  readonly assets: string
  readonly namespace: string
  readonly policyVersion: string
  readonly clock: Clock
  readonly worker: PersonalizerSettings
  readonly consent: 'banner' | 'cmp' | 'api'
  readonly consentCategories?: HearthOptions['consentCategories']
  readonly catalog?: string
  readonly collector?: string
  readonly tasks?: string
  readonly locale?: string
  readonly form?: 'frame' | 'header'
  readonly backend?: 'wasm' | 'webgpu'
}

export function pageSettings(options: HearthOptions): PageSettings {
  const offset = options.clockOffsetMs ?? 0
  const namespace = options.namespace ?? ''
  const policyVersion = options.policyVersion ?? '1'
  const { locale, form, backend, holdout, consentCategories } = options
  const days = retentionDays(options.retentionDays)
  return {
    assets: folder(options.assets ?? document.baseURI),
    namespace,
    policyVersion,
    clock: { now: () => (Date.now() + offset) as Millis },
    worker: { namespace, policyVersion, clockOffsetMs: offset, origin: location.origin, retentionDays: days, ...(holdout === undefined ? {} : { holdout }) },
    ...(options.catalog === undefined ? {} : { catalog: folder(options.catalog) }),
    ...(options.collector === undefined || options.collector === '' ? {} : { collector: folder(options.collector) }),
    ...(options.tasks === undefined ? {} : { tasks: new URL(options.tasks, document.baseURI).href }),
    consent: options.consent ?? 'banner',
    ...(consentCategories === undefined ? {} : { consentCategories }),
    ...(locale === undefined ? {} : { locale }),
    ...(form === undefined ? {} : { form }),
    ...(backend === undefined ? {} : { backend }),
  }
}

/** An absolute address that ends in a slash. */
function folder(address: string): string {
  const { href } = new URL(address, document.baseURI)
  return href.endsWith('/') ? href : `${href}/`
}
