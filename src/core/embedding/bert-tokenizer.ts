import * as v from 'valibot'
import { createPieces, MOST_LETTERS } from './word-pieces.js'

const Special = v.object({ SpecialToken: v.object({ id: v.string() }) })

/** The parts of a `tokenizer.json` that make it BERT's, uncased. */
const BertFile = v.object({
  added_tokens: v.array(v.object({ content: v.string() })),
  normalizer: v.object({ type: v.literal('BertNormalizer'), clean_text: v.literal(true), handle_chinese_chars: v.literal(true), strip_accents: v.nullish(v.literal(true)), lowercase: v.literal(true) }),
  pre_tokenizer: v.object({ type: v.literal('BertPreTokenizer') }),
  post_processor: v.object({
    type: v.literal('TemplateProcessing'),
    single: v.strictTuple([Special, v.object({ Sequence: v.object({ id: v.literal('A') }) }), Special]),
    special_tokens: v.record(v.string(), v.object({ ids: v.strictTuple([v.number()]) })),
  }),
  model: v.object({
    type: v.literal('WordPiece'),
    unk_token: v.string(),
    continuing_subword_prefix: v.literal('##'),
    max_input_chars_per_word: v.literal(MOST_LETTERS),
    vocab: v.custom<Readonly<Record<string, number>>>((value) => typeof value === 'object' && value !== null && Object.values(value).every(Number.isInteger)),
  }),
})

/**
 * The short way through a BERT-uncased `tokenizer.json` (parsed), some ten times faster than the library: token ids,
 * special tokens included. Undefined where the file is of another kind; the answer is undefined where the text itself
 * names a special token.
 */
export function readBertTokenizer(parsed: unknown): ((text: string) => readonly number[] | undefined) | undefined {
  const file = v.safeParse(BertFile, parsed)
  if (!file.success) return undefined
  const { added_tokens: added, model, post_processor: template } = file.output
  const idOf = new Map(Object.entries(model.vocab))
  const [unknown, first, last] = [idOf.get(model.unk_token), ...[template.single[0], template.single[2]].map(({ SpecialToken }) => template.special_tokens[SpecialToken.id]?.ids[0])]
  if (unknown === undefined || first === undefined || last === undefined) return undefined
  const pieces = createPieces(idOf, unknown)
  return (text) => (added.some(({ content }) => text.includes(content)) ? undefined : [first, ...pieces(text), last])
}
