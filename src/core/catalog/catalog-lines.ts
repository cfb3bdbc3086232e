import type { Item } from '../item.js'
import { readItem } from './item-line.js'

/** A line that was skipped, counted from 1, and why. */
export interface LineProblem {
  readonly line: number
  readonly message: string
  /** An item in order but for its id, which an earlier line has: that one counts. */
  readonly repeats?: true
}

export interface CatalogLines {
  /** In the order of their lines. */
  readonly items: readonly Item[]
  readonly problems: readonly LineProblem[]
}

/** Reads `items.jsonl`, an `Item` a line. A bad line, and one that repeats an id, is skipped and reported; blank lines mean nothing. */
export function readCatalogLines(text: string): CatalogLines {
  const items: Item[] = []
  const problems: LineProblem[] = []
  const seen = new Map<string, number>()
  text.replace(/^\uFEFF/, '').split(/\r?\n/).forEach((content, index) => {
    if (content.trim() === '') return
    const line = index + 1
    const read = readLine(content)
    if (read.status === 'bad') {
      problems.push({ line, message: read.message })
      return
    }
    const first = seen.get(read.item.id)
    if (first !== undefined) {
      problems.push({ line, message: `id "${read.item.id}" is already on line ${first}`, repeats: true })
      return
    }
    seen.set(read.item.id, line)
    items.push(read.item)
  })
  return { items, problems }
}

function readLine(content: string): ReturnType<typeof readItem> {
  try {
    const value: unknown = JSON.parse(content)
    return Array.isArray(value) ? { status: 'bad', message: 'a list, where one item belongs: write each item as an object on a line of its own' } : readItem(value)
  } catch {
    return { status: 'bad', message: 'not JSON' }
  }
}
