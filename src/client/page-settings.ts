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
  readonly prior?: string
  readonly model?: string
  readonly scorer?: string
  readonly collector?: string
  readonly tasks?: string
  /** BCP 47; empty where neither the options nor the page say. */
  readonly locale: string
  readonly form?: 'frame' | 'header'
  readonly backend?: 'wasm' | 'webgpu'
}

export function pageSettings(options: HearthOptions): PageSettings {
  const offset = options.clockOffsetMs ?? 0
  const locale = options.locale ?? document.documentElement.lang
  const namespace = options.namespace ?? ''
  const policyVersion = options.policyVersion ?? '1'
  const { form, backend, holdout, consentCategories, rules, explore, reasons } = options
  const [catalog, collector, model, scorer] = [options.catalog, options.collector, options.model, options.scorer].map(folder)
  const [tasks, prior] = [absolute(options.tasks), absolute(options.prior)]
  const days = retentionDays(options.retentionDays)
  return {
    assets: folder(options.assets) ?? folder(document.baseURI) ?? location.href,
    namespace,
    policyVersion,
    clock: { now: () => (Date.now() + offset) as Millis },
    worker: { namespace, policyVersion, clockOffsetMs: offset, origin: location.origin, retentionDays: days, ...(holdout === undefined ? {} : { holdout }), ...(rules === undefined ? {} : { rules }), ...(explore === undefined ? {} : { explore }), ...(reasons === undefined ? {} : { reasons }) },
    ...(catalog === undefined ? {} : { catalog }),
    ...(prior === undefined ? {} : { prior }),
    ...(model === undefined ? {} : { model }),
    ...(scorer === undefined ? {} : { scorer }),
    ...(collector === undefined ? {} : { collector }),
    ...(tasks === undefined ? {} : { tasks }),
    consent: options.consent ?? 'banner',
    ...(consentCategories === undefined ? {} : { consentCategories }),
    locale,
    ...(form === undefined ? {} : { form }),
    ...(backend === undefined ? {} : { backend }),
  }
}

/** An absolute address; undefined where none was given, or one that is none: then it is as if it had not been said. */
function absolute(address: string | undefined): string | undefined {
  if (address === undefined || address === '') return undefined
  try {
    return new URL(address, document.baseURI).href
  } catch {
    return undefined
  }
}

/** As `absolute`, with a slash at its end. */
function folder(address: string | undefined): string | undefined {
  const href = absolute(address)
  return href === undefined || href.endsWith('/') ? href : `${href}/`
}
