/** The own values that are there: for what an object may lack but never holds as `undefined`. */
export function given<T extends object>(values: T): { readonly [Key in keyof T]?: Exclude<T[Key], undefined> } {
  const found: { [Key in keyof T]?: Exclude<T[Key], undefined> } = {}
  for (const [key, value] of Object.entries(values)) if (value !== undefined) Reflect.set(found, key, value)
  return found
}
