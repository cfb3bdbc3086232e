import type { Clock } from '../core/ports.js'
import type { Millis } from '../core/time.js'
import type { HearthOptions } from './hearth.js'
import { absoluteFolder } from './resolve-address.js'

/** What a page goes by before anything is allowed; the rest of the options is read by the engine (`engine-settings.ts`). */
export interface PageSettings {
  /** What addresses are resolved against: where the page was when Hearth began; a single-page site may be elsewhere by the time that it is allowed. */
  readonly base: string
  readonly assets: string
  readonly namespace: string
  readonly policyVersion: string
  readonly clock: Clock
  readonly consent: 'banner' | 'cmp' | 'api'
  readonly consentCategories: HearthOptions['consentCategories']
  /** BCP 47; empty where neither the options nor the page say. */
  readonly locale: string
}

export function pageSettings({ assets, consentCategories, namespace = '', policyVersion = '1', clockOffsetMs = 0, consent = 'banner', locale = document.documentElement.lang }: HearthOptions): PageSettings {
  const base = document.baseURI
  return {
    base,
    assets: absoluteFolder(assets, base) ?? absoluteFolder(base, base) ?? location.href,
    namespace,
    policyVersion,
    clock: { now: () => (Date.now() + clockOffsetMs) as Millis },
    consent,
    consentCategories,
    locale,
  }
}
