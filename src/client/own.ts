/** An own property; undefined for everything inherited, and where there is no object: what a page has put on a prototype was said by nobody. */
export function own(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined
}
