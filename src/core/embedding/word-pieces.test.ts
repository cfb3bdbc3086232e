import { readFileSync } from 'node:fs'
import { Tokenizer } from '@huggingface/tokenizers'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createWordPieces } from './word-pieces.js'

const vocab = readFileSync(new URL('../../../public/models/static/vocab.txt', import.meta.url), 'utf8')
const made = createWordPieces(vocab)
if (made === undefined) throw new Error('the shipped vocabulary has no unknown piece')
const pieces = made

const library = new Tokenizer(
  {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: [],
    normalizer: { type: 'BertNormalizer', clean_text: true, handle_chinese_chars: true, strip_accents: null, lowercase: true },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: null,
    decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
    model: { type: 'WordPiece', unk_token: '[UNK]', continuing_subword_prefix: '##', max_input_chars_per_word: 100, vocab: Object.fromEntries(vocab.replace(/\n$/, '').split('\n').map((piece, row) => [piece, row])) },
  },
  {},
)
const libraryRows = (text: string): readonly number[] => library.encode(text, { add_special_tokens: false }).ids

const same = (text: fc.Arbitrary<string>, numRuns: number): void =>
  fc.assert(
    fc.property(text, (one) => {
      expect(pieces.rows(one)).toEqual(libraryRows(one))
    }),
    { numRuns },
  )

/** Blocks where BERT's rules differ from “a letter is a letter”: marks, blanks, control and format characters, scripts without spaces, pairs. */
const ODD = ['\u0000', '\u0085', '\u00a0', '\u00ad', '\u200b', '\u200d', '\u202e', '\u3000', '\ufeff', '\ufffd', '\ue000', '\ud800', '\udc00', 'é', 'e\u0301', 'İ', 'ß', 'Σ', 'ς', '中', '丐', '㐀', '豈', '𠀀', 'か', '한', 'ก', 'ا', 'ً', '¿', '—', '“', '€', '½', '²', '𝒳', '🎈', '👩‍👩‍👧', '\u0378']

describe('word pieces are the library’s', () => {
  it('for plain ASCII', () => {
    same(fc.string({ unit: fc.constantFrom(...Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)), '\t', '\n', '\r', ...'eeeaaiinnttsr   '), maxLength: 60 }), 500)
  })

  it('for any Unicode text, whole or broken', () => {
    same(fc.string({ unit: 'binary', maxLength: 40 }), 1000)
    same(fc.string({ unit: fc.oneof(fc.constantFrom(...ODD), fc.constantFrom(...'aeiourstn  ')), maxLength: 40 }), 1000)
  })

  it.each([
    "12 tips for a better night's sleep", 'email@example.com https://example.com/path?q=1', '$5,000 -- or nothing!', 'x'.repeat(101), 'é'.repeat(101), '𝒳'.repeat(60), 'antidisestablishmentarianism zzzqqq', '[UNK] [CLS] ##ing',
    'L’Église d’Orléans à l’époque', 'Zwölf Boxkämpfer jagen Viktor quer über den Sylter Deich', '¿Dónde está el niño?', 'Съешь ещё этих мягких французских булок', 'いろはにほへと ちりぬるを', '我能吞下玻璃而不伤身体', 'أنا قادر على أكل الزجاج', 'मैं काँच खा सकता हूँ', 'Tôi có thể ăn thủy tinh', 'ISTANBUL İSTANBUL ΣΊΣΥΦΟΣ', '',
  ])('for %s', (text) => {
    expect(pieces.rows(text)).toEqual(libraryRows(text))
  })
})
