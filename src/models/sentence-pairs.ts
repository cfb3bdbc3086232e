import { readFileSync } from 'node:fs'

export interface SentencePair {
  readonly a: string
  readonly b: string
  /** How alike people found them, 0 to 5. */
  readonly score: number
}

/** Lines of `sentence,sentence,score`, with quotes where a sentence has commas: the form of the STS benchmark. */
export function readPairs(file: string): readonly SentencePair[] {
  return readFileSync(file, 'utf8').trim().split('\n').map((line) => {
    const cells = [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map(([, cell = '']) => (cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell))
    return { a: cells[0] ?? '', b: cells[1] ?? '', score: Number(cells[2]) }
  })
}
