import { resolveAddress } from '../client/resolve-address.js'

/** Makes a value of a wanted kind out of what a page's author wrote, or `undefined` where it is none. Never throws. */
export type Reader<T> = (value: unknown) => T | undefined

const words: Reader<string> = (value) => (typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined)

/** An address that can be resolved here. A template's token that nobody filled in (`%COLLECTOR%`) is none. */
const address: Reader<string> = (value) => {
  const text = words(value)
  return text !== undefined && !/%[A-Z_]{4,}%/.test(text) && resolveAddress(text, document.baseURI) !== undefined ? text : undefined
}

const number: Reader<number> = (value) => {
  const read = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof read === 'number' && Number.isFinite(read) ? read : undefined
}

const share: Reader<number> = (value) => {
  const read = number(value)
  return read !== undefined && read >= 0 && read <= 1 ? read : undefined
}

/** An attribute is true by being there. */
const flag: Reader<boolean> = (value) => (typeof value === 'boolean' ? value : typeof value === 'string' ? value !== 'false' : undefined)

const ids: Reader<readonly string[]> = (value) => (Array.isArray(value) ? value.flatMap((one: unknown) => words(one) ?? []) : undefined)

const oneOf =
  <const T extends string>(...allowed: readonly T[]): Reader<T> =>
  (value) =>
    allowed.find((one) => one === value)

type Shape<T> = { readonly [Key in keyof T]: Reader<T[Key]> }

/** An object whose keys are read each by its own reader, or all by one; what does not read is left out. */
function record<T>(reader: Reader<T>): Reader<Readonly<Record<string, T>>>
function record<T extends object>(readers: Shape<T>): Reader<Partial<T>>
function record(reader: Reader<unknown> | Readonly<Record<string, Reader<unknown>>>): Reader<object> {
  return (value) => {
    if (typeof value !== 'object' || value === null) return undefined
    const read = Object.entries(value).map(([key, one]) => [key, typeof reader === 'function' ? reader(one) : Object.hasOwn(reader, key) ? reader[key]?.(one) : undefined])
    return Object.fromEntries(read.filter(([, one]) => one !== undefined))
  }
}

export const readers = { address, words, oneOf, share, number, flag, ids, record }
