import { Tokenizer } from '@huggingface/tokenizers'
import * as v from 'valibot'
import type { Unavailable } from '../answer.js'
import { readBertTokenizer } from './bert-tokenizer.js'

/** Text to token ids for a transformer, special tokens included. */
export interface TransformerTokens {
  /** At most `maxTokens` ids: a longer text keeps its beginning and its last special token. */
  encode(text: string): readonly number[]
  /** Whether the vocabulary holds any piece of an encoded text: one of unknown pieces alone would get the vector of every other such text. */
  knows(ids: readonly number[]): boolean
}

const TokenizerFile = v.looseObject({ model: v.looseObject({ type: v.string() }) })

/** What of a `tokenizer.json` says which ids stand for nothing in a text. */
const Silent = v.object({
  added_tokens: v.fallback(v.array(v.object({ id: v.number(), special: v.optional(v.boolean()) })), []),
  model: v.object({ unk_token: v.fallback(v.nullish(v.string()), undefined), unk_id: v.fallback(v.nullish(v.number()), undefined), vocab: v.unknown() }),
})

/** Special tokens, and the one for what the vocabulary lacks. */
function silentIds(file: unknown): ReadonlySet<number> {
  const read = v.safeParse(Silent, file)
  if (!read.success) return new Set()
  const { added_tokens: added, model } = read.output
  const unknown: unknown = model.unk_id ?? (model.unk_token == null ? undefined : Reflect.get(Object(model.vocab), model.unk_token))
  return new Set([...added.flatMap(({ id, special }) => (special === true ? [id] : [])), ...(typeof unknown === 'number' ? [unknown] : [])])
}

/** A character is at most this many tokens short of `maxTokens` pieces: longer text is cut before tokenising, to bound the time. */
const CHARACTERS_A_TOKEN = 64

/**
 * Opens a `tokenizer.json` (text). Padding and truncation settings in the file are ignored: batches are planned here, and
 * `maxTokens` rules. The library is set up at once, so that a broken file is found, except for the shipped kind (BERT,
 * uncased), which needs it only for texts that name a special token.
 */
export function openTransformerTokens(json: string, maxTokens: number): { readonly status: 'ok'; readonly tokens: TransformerTokens } | Unavailable {
  const file = v.safeParse(v.pipe(v.string(), v.parseJson(), TokenizerFile), json)
  if (!file.success) return broken(file.issues[0].message)
  const short = readBertTokenizer(file.output)
  const silent = silentIds(file.output)
  let library: Tokenizer | undefined
  try {
    if (short === undefined) library = new Tokenizer(file.output, {})
  } catch (error) {
    return broken(error instanceof Error ? error.message : String(error))
  }
  return {
    status: 'ok',
    tokens: {
      encode(text) {
        const part = text.slice(0, maxTokens * CHARACTERS_A_TOKEN)
        const ids = short?.(part) ?? (library ??= new Tokenizer(file.output, {})).encode(part).ids
        const last = ids.at(-1)
        return ids.length <= maxTokens || last === undefined ? ids : [...ids.slice(0, maxTokens - 1), last]
      },
      knows: (ids) => ids.some((id) => !silent.has(id)),
    },
  }
}

function broken(why: string): Unavailable {
  return { status: 'unavailable', code: 'model', message: `tokenizer.json cannot be used (${why}). Fetch it again, or export it with the model.` }
}
