import type { Reader } from './readers.js'

export type SettingReaders<T> = { readonly [Key in keyof T]-?: Reader<T[Key]> }

/** What `sources` say, the later ones over the earlier. A key with a bad value is left out, as if it had not been written; what a page has put on `Object.prototype` was said by nobody. */
export function readSettings<T extends object>(sources: readonly object[], readers: SettingReaders<T>): Partial<T> {
  const said: Partial<T> = Object.create(null)
  for (const [key, value] of sources.flatMap(Object.entries)) {
    const name = settingName(key)
    const read: unknown = Object.hasOwn(readers, name) ? Reflect.get(readers, name)(value) : undefined
    if (read !== undefined) Reflect.set(said, name, read)
  }
  return said
}

/** `policy-version` is the same key as `policyVersion`. */
export const settingName = (key: string): string => key.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())
