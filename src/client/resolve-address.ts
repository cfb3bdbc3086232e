/** An address against a base; undefined where it is none. */
export function resolveAddress(address: string, base: string): URL | undefined {
  try {
    return new URL(address, base)
  } catch {
    return undefined
  }
}
