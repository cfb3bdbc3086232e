import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { artwork } from './artwork.js'

interface Drawn {
  readonly id: string
  readonly category: string
  readonly tags: readonly string[]
}

const items: readonly Drawn[] = readFileSync(new URL('items.jsonl', import.meta.url), 'utf8').trim().split('\n').map((row): Drawn => JSON.parse(row))
const pictures = items.map((item) => artwork(item))

/** The names of elements left open, or closed without being open; none in a well-formed picture. */
function unbalanced(svg: string): readonly string[] {
  const open: string[] = []
  const stray: string[] = []
  for (const [, closing, name, selfClosed] of svg.matchAll(/<(\/?)([a-z]+)(?:\s[a-zA-Z-]+="[^"<>]*")*(\/?)>/g)) {
    if (closing === '/') {
      if (open.pop() !== name) stray.push(String(name))
    } else if (selfClosed !== '/') open.push(String(name))
  }
  return [...open, ...stray]
}

describe('the artwork of a story', () => {
  it('is the same whenever it is drawn', () => {
    expect(items.map((item) => artwork({ ...item }))).toEqual(pictures)
  })

  it('differs for every story of the magazine', () => {
    expect(new Set(pictures).size).toBe(items.length)
  })

  it('is one well-formed svg element of 640 by 400', () => {
    for (const svg of pictures) {
      expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 640 400">.*<\/svg>$/)
      expect(unbalanced(svg)).toEqual([])
      expect(svg.replace(/<\/?[a-z]+(?:\s[a-zA-Z-]+="[^"<>]*")*\/?>/g, '')).toBe('')
    }
  })

  it('has finite coordinates and whole colours only', () => {
    for (const svg of pictures) {
      expect(svg).not.toMatch(/NaN|Infinity|undefined|null/)
      for (const [, colour] of svg.matchAll(/(?:fill|stroke)="([^"]*)"/g)) expect(colour).toMatch(/^(?:none|#[0-9a-f]{6})$/)
    }
  })

  it('carries no style, no script, no id and no reference', () => {
    for (const svg of pictures) expect(svg).not.toMatch(/style|script|href|url\(|\son[a-z]+=|\sid=/)
  })

  it('stays under 3 KB', () => {
    for (const svg of pictures) expect(Buffer.byteLength(svg)).toBeLessThan(3072)
  })

  it('draws a category it has never met', () => {
    expect(artwork({ id: 'a-story', category: 'chess', tags: [] })).toMatch(/^<svg /)
  })
})
