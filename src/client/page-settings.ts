import { retentionDays } from '../core/history/retention.js'
import type { Clock } from '../core/ports.js'
import type { Millis } from '../core/time.js'
import type { PersonalizerSettings } from '../protocol/personalizer.js'
import type { HearthOptions } from './hearth.js'
import { resolveAddress } from './resolve-address.js'

/** The options with every address absolute and every default filled in. */
export interface PageSettings {
  readonly assets: string
  readonly namespace: string
  readonly policyVersion: string
  readonly clock: Clock
  readonly worker: PersonalizerSettings
  readonly consent: 'banner' | 'cmp' | 'api'
  readonly consentCategories: HearthOptions['consentCategories']
  readonly catalog: string | undefined
  readonly prior: string | undefined
  readonly model: string | undefined
  readonly scorer: string | undefined
  readonly collector: string | undefined
  readonly tasks: string | undefined
  /** BCP 47; empty where neither the options nor the page say. */
  readonly locale: string
  readonly form: HearthOptions['form']
  readonly backend: HearthOptions['backend']
}

export function pageSettings(options: HearthOptions): PageSettings {
  const { form, backend, holdout, consentCategories, rules, counters, explore, reasons, namespace = '', policyVersion = '1', clockOffsetMs = 0, consent = 'banner', locale = document.documentElement.lang } = options
  return {
    assets: folder(options.assets) ?? folder(document.baseURI) ?? location.href,
    namespace,
    policyVersion,
    clock: { now: () => (Date.now() + clockOffsetMs) as Millis },
    worker: { namespace, policyVersion, clockOffsetMs, origin: location.origin, retentionDays: retentionDays(options.retentionDays), holdout, rules, counters, explore, reasons, caps: options.caps },
    catalog: folder(options.catalog),
    prior: absolute(options.prior),
    model: folder(options.model),
    scorer: folder(options.scorer),
    collector: folder(options.collector),
    tasks: absolute(options.tasks),
    consent,
    consentCategories,
    locale,
    form,
    backend,
  }
}

/** An absolute address; undefined where none was given, or one that is none: then it is as if it had not been said. */
function absolute(address: string | undefined): string | undefined {
  return address === undefined || address === '' ? undefined : resolveAddress(address, document.baseURI)?.href
}

/** As `absolute`, with a slash at its end. */
function folder(address: string | undefined): string | undefined {
  const href = absolute(address)
  return href === undefined || href.endsWith('/') ? href : `${href}/`
}
