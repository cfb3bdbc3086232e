import { openVocabulary, type PieceRows } from './vocabulary.js'

/** Turns text into rows of a vocabulary. */
export interface WordPieces {
  readonly size: number
  /** Row numbers in order; an unknown word is `unknown`. No special tokens, no truncation. */
  rows(text: string): readonly number[]
  readonly unknown: number
}

const UNKNOWN = '[UNK]'

/** Printable ASCII and the blanks that BERT knows: here its normalising is lowercasing and nothing else. */
const PLAIN = /^[\t\n\r\x20-\x7e]*$/

/** A word, or one mark of punctuation by itself. */
const PLAIN_WORD = /[a-z0-9]+|[!-/:-@[-`{-~]/g
const WORD = /[^\s\p{P}!-/:-@[-`{-~]+|[\p{P}!-/:-@[-`{-~]/gu

/** Left out: control, format and private characters and halves of pairs, but for the blanks. */
const CONTROL = /[^\P{C}\p{Cn}\t\n\r]|\ufffd/gu

/** Each a word by itself. */
const IDEOGRAPH = /[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]/g

const ACCENT = /\p{Mn}/gu

/** A longer word is unknown, whatever its parts. */
export const MOST_LETTERS = 100

/** Words whose pieces are remembered: a page's texts repeat most of theirs. */
const MOST_REMEMBERED = 20_000

/** BERT-uncased WordPiece over a vocabulary with one piece a line (line number = row); undefined where `[UNK]` is missing. */
export function createWordPieces(vocab: string): WordPieces | undefined {
  const rowOf = openVocabulary(vocab)
  const unknown = rowOf.get(UNKNOWN)
  return unknown === undefined ? undefined : { size: rowOf.size, unknown, rows: createPieces(rowOf, unknown) }
}

/**
 * What BERT-uncased WordPiece (Devlin et al. 2019) makes of a text, special tokens left out. A test holds it, row for
 * row, to the library: that is larger than a third of the personalizer's worker, and takes longer to read than all the
 * texts of a page.
 */
export function createPieces(rowOf: PieceRows, unknown: number): (text: string) => readonly number[] {
  const remembered = new Map<string, readonly number[]>()

  const rowsOfWord = (word: string): readonly number[] => {
    const known = remembered.get(word)
    if (known !== undefined) return known
    const rows = isTooLong(word) ? [unknown] : (longestPieces(word, rowOf) ?? [unknown])
    if (remembered.size < MOST_REMEMBERED) remembered.set(word, rows)
    return rows
  }

  return (text) => wordsOf(text).flatMap(rowsOfWord)
}

/** Lower-case words and single marks of punctuation, without accents. Plain ASCII goes a shorter way to the same words. */
function wordsOf(text: string): readonly string[] {
  if (PLAIN.test(text)) return text.toLowerCase().match(PLAIN_WORD) ?? []
  return text.replace(CONTROL, '').replace(IDEOGRAPH, ' $& ').toLowerCase().normalize('NFD').replace(ACCENT, '').match(WORD) ?? []
}

/** Counted in characters, not in halves of pairs. */
function isTooLong(word: string): boolean {
  return word.length > MOST_LETTERS && Array.from(word).length > MOST_LETTERS
}

/** The longest piece that the word begins with, then the longest of the rest, and so on; undefined where one is missing. */
function longestPieces(word: string, rowOf: PieceRows): readonly number[] | undefined {
  const rows: number[] = []
  for (let start = 0; start < word.length; ) {
    let end = word.length
    let row: number | undefined
    for (; end > start; end--) {
      row = rowOf.get(start === 0 ? word.slice(0, end) : `##${word.slice(start, end)}`)
      if (row !== undefined) break
    }
    if (row === undefined) return undefined
    rows.push(row)
    start = end
  }
  return rows
}
