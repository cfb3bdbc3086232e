import * as v from 'valibot'
import type { HearthOptions } from '../client/hearth.js'

const Url = v.pipe(v.string(), v.trim(), v.minLength(1), v.check((url) => !url.includes('%'), 'an unfilled token'))
const Words = v.pipe(v.string(), v.trim(), v.minLength(1))
const Share = v.pipe(v.union([v.number(), v.pipe(v.string(), v.minLength(1), v.transform(Number))]), v.number(), v.minValue(0), v.maxValue(1))

const FIELDS = {
  catalog: Url,
  assets: Url,
  consent: v.picklist(['banner', 'cmp', 'api']),
  policyVersion: Words,
  collector: Url,
  tasks: Url,
  prior: Url,
  mode: v.picklist(['reorder', 'fill', 'observe']),
  holdout: Share,
  locale: Words,
  namespace: Words,
  inspect: v.pipe(v.union([v.boolean(), v.string()]), v.transform((value) => value !== false && value !== 'false')),
  clockOffsetMs: v.pipe(v.union([v.number(), v.pipe(v.string(), v.minLength(1), v.transform(Number))]), v.number(), v.finite()),
  form: v.picklist(['frame', 'header']),
  rules: v.object({ exclude: v.optional(v.array(v.string()), []), pin: v.optional(v.array(v.string()), []) }),
}

/** What the tag and `#hearth-config` may say. A key with a bad value is left out, as if it had not been written. */
const Settings = v.object({
  catalog: lenient(FIELDS.catalog),
  assets: lenient(FIELDS.assets),
  consent: lenient(FIELDS.consent),
  policyVersion: lenient(FIELDS.policyVersion),
  collector: lenient(FIELDS.collector),
  tasks: lenient(FIELDS.tasks),
  prior: lenient(FIELDS.prior),
  mode: lenient(FIELDS.mode),
  holdout: lenient(FIELDS.holdout),
  locale: lenient(FIELDS.locale),
  namespace: lenient(FIELDS.namespace),
  inspect: lenient(FIELDS.inspect),
  clockOffsetMs: lenient(FIELDS.clockOffsetMs),
  form: lenient(FIELDS.form),
  rules: lenient(FIELDS.rules),
})

export type Settings = v.InferOutput<typeof Settings>

function lenient<const S extends v.GenericSchema>(schema: S) {
  return v.fallback(v.optional(schema), undefined)
}

/** The tag's own element: `document.currentScript`, or what carries `data-hearth` where a module cannot know itself. */
export function ownTag(page: Document): HTMLScriptElement | undefined {
  const current = page.currentScript ?? page.querySelector('script[data-hearth]')
  return current instanceof HTMLScriptElement ? current : undefined
}

/** Settings of the JSON block, over them those of `configure` calls in the queue, over them the tag's attributes. */
export function readSettings(page: Document, tag: HTMLScriptElement | undefined, configured: readonly object[] = []): Settings {
  const json = v.safeParse(v.pipe(v.string(), v.parseJson(), v.record(v.string(), v.unknown())), page.querySelector('script#hearth-config')?.textContent)
  return v.parse(Settings, { ...(json.success ? json.output : {}), ...Object.assign({}, ...configured), ...tag?.dataset })
}

/** What the engine takes of the settings; the folder of Hearth's own files is the tag's own unless said. */
export function engineOptions(settings: Settings, tag: HTMLScriptElement | undefined): HearthOptions {
  const { mode: _mode, inspect: _inspect, rules: _rules, ...rest } = settings
  const said = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined))
  return { ...(tag?.src ? { assets: new URL('.', tag.src).href } : {}), ...said }
}
