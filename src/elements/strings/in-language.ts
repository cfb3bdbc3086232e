/** What a table has for the first part of a BCP 47 tag (`de-AT` is German), with that part; its English where it has none. */
export function inLanguage<T>(table: Readonly<Record<string, T>> & { readonly en: T }, locale: string | undefined): readonly [tag: string, found: T] {
  const tag = locale?.toLowerCase().split(/[-_]/)[0] ?? ''
  const found = Object.hasOwn(table, tag) ? table[tag] : undefined
  return found === undefined ? ['en', table.en] : [tag, found]
}
