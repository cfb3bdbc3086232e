import type { Hearth } from '../../../client/hearth.js'

/** The engine that the tag of this page has put on it, `data-inspect` included; waits for the tag as long as the page lives. */
export async function pageEngine(page: Window): Promise<Hearth> {
  for (;;) {
    const ready: unknown = Reflect.get(Object(Reflect.get(page, 'hearth')), 'ready')
    const engine: unknown = ready === undefined ? undefined : await ready
    if (isInspecting(engine)) return engine
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** Only a tag with `data-inspect` gives what this page shows. */
function isInspecting(engine: unknown): engine is Hearth {
  return engine instanceof Object && 'consent' in engine && 'history' in engine && 'exportData' in engine
}
