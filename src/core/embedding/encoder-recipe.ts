import * as v from 'valibot'

/** How an encoder's graph is used: what is written before a text, how many tokens it takes, and how one vector comes out of it. */
export interface EncoderRecipe {
  /** `none`: the graph gives one vector a text. `mean`, `cls`: it gives one a token, to be averaged, or the first taken. */
  readonly pooling: 'none' | 'mean' | 'cls'
  /** Written before every text, e.g. `passage: ` for E5. */
  readonly prefix: string
  /** A longer text keeps its beginning. */
  readonly maxTokens: number
  /** Each text by itself: the graph has one dynamic scale for a whole batch, so that neighbours would change a text's vector. */
  readonly alone?: boolean
  /** Texts of different lengths share a batch: the graph's mask hides the padding wholly, so that a text's vector stays the same. */
  readonly padded?: boolean
}

/** The shipped MiniLM pools and normalises in its graph; 256 tokens is what it was trained on (its graph refuses more than 512). */
export const MINILM_RECIPE: EncoderRecipe = { pooling: 'none', prefix: '', maxTokens: 256, padded: true }

const pooling = v.picklist(['none', 'mean', 'cls'])
const prefix = v.pipe(v.string(), v.maxLength(200))
const maxTokens = v.pipe(v.number(), v.integer(), v.minValue(2), v.maxValue(8_192))
const open = { alone: v.exactOptional(v.boolean()), padded: v.exactOptional(v.boolean()) }

const Recipe = v.object({ pooling, prefix, maxTokens, ...open })

/** What a folder's own `recipe.json` may say: some of a recipe, and nothing that is none. */
export const RecipeWishes = v.strictObject({ pooling: v.exactOptional(pooling), prefix: v.exactOptional(prefix), maxTokens: v.exactOptional(maxTokens), ...open })

/** Checks a recipe from outside; undefined where it is wrong. */
export function readRecipe(value: unknown): EncoderRecipe | undefined {
  const read = v.safeParse(Recipe, value)
  return read.success ? read.output : undefined
}
