import * as v from 'valibot'

const Id = v.pipe(v.number(), v.integer())

/** WordPiece and BPE name each piece's id; Unigram lists its pieces. */
const Vocabulary = v.pipe(
  v.string(),
  v.parseJson(),
  v.looseObject({
    model: v.looseObject({ vocab: v.optional(v.union([v.record(v.string(), Id), v.array(v.unknown())]), []) }),
    added_tokens: v.optional(v.array(v.looseObject({ id: Id })), []),
  }),
)

/** The largest id that a `tokenizer.json` (text) can give; 0 where none is said. */
export function largestId(json: string): number {
  const read = v.safeParse(Vocabulary, json)
  if (!read.success) return 0
  const { model: { vocab }, added_tokens: added } = read.output
  const pieces = Array.isArray(vocab) ? vocab.length - 1 : Object.values(vocab).reduce((most, id) => Math.max(most, id), 0)
  return added.reduce((most, { id }) => Math.max(most, id), Math.max(0, pieces))
}
