import { Tokenizer } from '@huggingface/tokenizers'

/** Turns text into rows of a vocabulary. */
export interface WordPieces {
  readonly size: number
  /** Row numbers in order; an unknown word is `unknown`. No special tokens, no truncation. */
  rows(text: string): readonly number[]
  readonly unknown: number
}

const UNKNOWN = '[UNK]'

/** BERT-uncased WordPiece over a vocabulary with one piece a line (line number = row); undefined where `[UNK]` is missing. */
export function createWordPieces(vocab: string): WordPieces | undefined {
  const pieces = vocab.replace(/\n$/, '').split('\n')
  const unknown = pieces.indexOf(UNKNOWN)
  if (unknown < 0) return undefined
  const rows = Object.fromEntries(pieces.map((piece, row) => [piece, row]))
  const tokenizer = new Tokenizer(
    {
      version: '1.0',
      truncation: null,
      padding: null,
      added_tokens: [],
      normalizer: { type: 'BertNormalizer', clean_text: true, handle_chinese_chars: true, strip_accents: null, lowercase: true },
      pre_tokenizer: { type: 'BertPreTokenizer' },
      post_processor: null,
      decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
      model: { type: 'WordPiece', unk_token: UNKNOWN, continuing_subword_prefix: '##', max_input_chars_per_word: 100, vocab: rows },
    },
    {},
  )
  return { size: pieces.length, unknown, rows: (text) => tokenizer.encode(text, { add_special_tokens: false }).ids }
}
