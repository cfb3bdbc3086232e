import { createHearth as createFrom } from './create-hearth.js'
import { createEngine } from './engine.js'
import type { Hearth, HearthOptions } from './hearth.js'

/** The folder that this module was loaded from: where `dist/` is served whole, Hearth's other files lie beside it. */
const OWN_FOLDER = import.meta.url.replace(/[^/]*$/, '')

/** The engine for one page. Nothing is opened, fetched or started before the visitor allows it; nothing here throws. */
export function createHearth(options: HearthOptions = {}): Hearth {
  return createFrom({ ...options, assets: options.assets ?? OWN_FOLDER }, () => Promise.resolve({ status: 'ok', createEngine }))
}
