import { isShippedEncoder, PAGE_ENCODER } from '../core/embedding/shipped.js'
import { retentionDays } from '../core/history/retention.js'
import type { PersonalizerSettings } from '../protocol/personalizer.js'
import type { HearthOptions } from './hearth.js'
import type { PageSettings } from './page-settings.js'
import { absolute, absoluteFolder } from './resolve-address.js'

/** The page's settings, and what only the engine needs: every address absolute, every default filled in. */
export interface EngineSettings extends PageSettings {
  readonly worker: PersonalizerSettings
  readonly catalog: string | undefined
  readonly prior: string | undefined
  /** The name of a shipped encoder, or the folder of the site's own. */
  readonly model: string
  readonly scorer: string | undefined
  readonly collector: string | undefined
  readonly tasks: string | undefined
  readonly form: HearthOptions['form']
  readonly backend: HearthOptions['backend']
}

export function engineSettings(page: PageSettings, said: HearthOptions): EngineSettings {
  // Without a prototype: where answers go, and what is loaded, is not for whoever has put fields on `Object.prototype`.
  const options: HearthOptions = Object.assign(Object.create(null), said)
  const { form, backend, holdout, rules, counters, explore, reasons, caps, clockOffsetMs = 0 } = options
  const { base, namespace, policyVersion } = page
  return {
    ...page,
    worker: { namespace, policyVersion, clockOffsetMs, origin: location.origin, retentionDays: retentionDays(options.retentionDays), holdout, rules, counters, explore, reasons, caps },
    catalog: folderOf(options.catalog, base),
    prior: absolute(options.prior, base),
    model: isShippedEncoder(options.model) ? options.model : (folderOf(options.model, base) ?? PAGE_ENCODER),
    scorer: folderOf(options.scorer, base),
    collector: folderOf(options.collector, base),
    tasks: absolute(options.tasks, base),
    form,
    backend,
  }
}

/** A folder that can be fetched from; an address of another kind (`javascript:`, `data:`) is as if it had not been said. */
function folderOf(address: string | undefined, base: string): string | undefined {
  const folder = absoluteFolder(address, base)
  return folder?.startsWith('http') === true ? folder : undefined
}
