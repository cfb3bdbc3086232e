import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { ItemId } from '../../core/item.js'
import { createFoldIn } from '../../core/prior/neighbours.js'
import { readMahout } from './mahout.js'

const scratch = mkdtempSync(join(tmpdir(), 'hearth-mahout-'))
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

const written = (text: string): string => {
  const path = join(scratch, 'similarities')
  writeFileSync(path, text)
  return path
}
/** What each item of `b` says of `to`, in the order of `from`. */
const said = (text: string, from: readonly string[], to: string): readonly number[] => {
  const model = createFoldIn(readMahout(written(text)))
  return from.map((id) => model.sums([{ id: id as ItemId, weight: 1 }]).values[model.place(to as ItemId) ?? -1] ?? Number.NaN)
}

describe('what Mahout writes', () => {
  it.each<[string, string]>([
    ['a pair a line, with tabs', 'a\tb\t0.5\na\tc\t0.25\n'],
    ['with spaces', 'a b 0.5\na c 0.25'],
    ['with commas and Windows line ends', 'a,b,0.5\r\na,c,0.25\r\n'],
    ['a list a line', 'a\tb:0.5 c:0.25'],
    ['a list in brackets', 'a\t[b:0.5,c:0.25]'],
    ['a vector in braces', 'a\t{b:0.5, c:0.25}'],
    ['with a mark of byte order, blank lines and an item without neighbours', '\uFEFFa\tb\t0.5\n\n   \nd\na\tc\t0.25'],
  ])('%s', (_how, text) => {
    expect(said(text, ['a'], 'b')[0]).toBeCloseTo(0.5, 2)
    expect(said(text, ['a'], 'c')[0]).toBeCloseTo(0.25, 2)
    // A pair that stands once counts both ways.
    expect(said(text, ['b', 'c'], 'a')).toEqual([0.5, 0.25])
  })

  it('may hold ids with spaces and colons between tabs, and pairs that stand both ways', () => {
    expect(said('the one\tfilm:2\t0.5', ['the one'], 'film:2')[0]).toBeCloseTo(0.5, 6)
    expect(said('a\tb\t0.5\nb\ta\t0.125', ['a', 'b'], 'b')[0]).toBeCloseTo(0.5, 6)
    expect(said('a\tb\t0.5\nb\ta\t0.125', ['b'], 'a')[0]).toBeCloseTo(0.125, 6)
  })

  it.each<[string, string, RegExp]>([
    ['nothing', '', /similarities:1: no similarities/],
    ['nothing that speaks for a pair', 'a\tb\t-0.5\na\ta\t1', /no similarities/],
    ['a heading', 'itemA\titemB\tsimilarity\na\tb\t1', /similarities:1: "itemB" has no number/],
    ['no number', 'a\tb\t1\na\tc\tNaN', /similarities:2: "c" has no number/],
    ['infinity', 'a\tb\tInfinity', /similarities:1: "b" has no number/],
    ['four cells', 'a\tb\t1\t2', /similarities:1: expected/],
    ['a list with a gap', 'a\tb:0.5 c:', /similarities:1: "b:0.5" has no number/],
  ])('%s is refused with file and line', (_what, text, message) => {
    expect(() => readMahout(written(text))).toThrow(message)
  })
})
