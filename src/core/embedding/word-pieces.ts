import { Tokenizer } from '@huggingface/tokenizers'

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
const WORD = /[a-z0-9]+|[!-/:-@[-`{-~]/g

/** A longer word is unknown, whatever its parts. */
const MOST_LETTERS = 100

/** Words whose pieces are remembered: a page's texts repeat most of theirs. */
const MOST_REMEMBERED = 20_000

/**
 * BERT-uncased WordPiece over a vocabulary with one piece a line (line number = row); undefined where `[UNK]` is missing.
 * Plain ASCII goes a short way of its own, some forty times faster; a test holds it to the library's answer. All other
 * text goes through the library, which is set up when the first such text comes.
 */
export function createWordPieces(vocab: string): WordPieces | undefined {
  const pieces = vocab.replace(/\n$/, '').split('\n')
  const unknown = pieces.indexOf(UNKNOWN)
  if (unknown < 0) return undefined
  const rowOf = new Map(pieces.map((piece, row) => [piece, row]))
  const remembered = new Map<string, readonly number[]>()
  let library: Tokenizer | undefined

  const rowsOfWord = (word: string): readonly number[] => {
    const known = remembered.get(word)
    if (known !== undefined) return known
    const rows = word.length > MOST_LETTERS ? [unknown] : (longestPieces(word, rowOf) ?? [unknown])
    if (remembered.size < MOST_REMEMBERED) remembered.set(word, rows)
    return rows
  }

  return {
    size: pieces.length,
    unknown,
    rows(text) {
      if (PLAIN.test(text)) return (text.toLowerCase().match(WORD) ?? []).flatMap(rowsOfWord)
      library ??= libraryOver(rowOf)
      return library.encode(text, { add_special_tokens: false }).ids
    },
  }
}

/** The longest piece that the word begins with, then the longest of the rest, and so on; undefined where one is missing. */
function longestPieces(word: string, rowOf: ReadonlyMap<string, number>): readonly number[] | undefined {
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

function libraryOver(rowOf: ReadonlyMap<string, number>): Tokenizer {
  return new Tokenizer(
    {
      version: '1.0',
      truncation: null,
      padding: null,
      added_tokens: [],
      normalizer: { type: 'BertNormalizer', clean_text: true, handle_chinese_chars: true, strip_accents: null, lowercase: true },
      pre_tokenizer: { type: 'BertPreTokenizer' },
      post_processor: null,
      decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
      model: { type: 'WordPiece', unk_token: UNKNOWN, continuing_subword_prefix: '##', max_input_chars_per_word: MOST_LETTERS, vocab: Object.fromEntries(rowOf) },
    },
    {},
  )
}
