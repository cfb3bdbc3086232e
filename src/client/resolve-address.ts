/** An address as a page's author wrote it, against the page's base; undefined where it is none. (`URL.parse` is younger than the browsers we run in.) */
export function resolveAddress(text: string, base: string): URL | undefined {
  try {
    return new URL(text, base)
  } catch {
    return undefined
  }
}

/** An absolute address; undefined where none was given, or one that is none: then it is as if it had not been said. */
export function absolute(address: string | undefined, base: string): string | undefined {
  return address === undefined || address === '' ? undefined : resolveAddress(address, base)?.href
}

/** As `absolute`, with a slash at its end. */
export function absoluteFolder(address: string | undefined, base: string): string | undefined {
  const href = absolute(address, base)
  return href === undefined || href.endsWith('/') ? href : `${href}/`
}
