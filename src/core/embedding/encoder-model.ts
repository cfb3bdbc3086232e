import * as v from 'valibot'
import { type EncoderRecipe, readRecipe } from './encoder-recipe.js'
import type { SpaceId } from './space.js'

/** An encoder that a site brought, as `hearth model add` describes it in `model.json`. */
export interface EncoderModel {
  readonly space: SpaceId
  readonly dimensions: number
  readonly recipe: EncoderRecipe
  /** The name that the graph gives its external data, where it has any. */
  readonly weightsName?: string
}

const Model = v.object({
  format: v.literal('hearth-model'),
  version: v.literal(1),
  kind: v.literal('encoder'),
  dimensions: v.pipe(v.number(), v.integer(), v.minValue(1)),
  space: v.pipe(v.string(), v.nonEmpty()),
  recipe: v.unknown(),
  weightsName: v.exactOptional(v.string()),
})

/** The encoder that a `model.json` (text) describes, or one sentence that says what is wrong. */
export function readEncoderModel(json: string): { readonly status: 'ok'; readonly model: EncoderModel } | { readonly status: 'bad'; readonly message: string } {
  const read = v.safeParse(v.pipe(v.string(), v.parseJson(), Model), json)
  if (!read.success) return { status: 'bad', message: `model.json describes no encoder (${v.getDotPath(read.issues[0]) ?? 'file'}: ${read.issues[0].message}). Make the folder with "hearth model add".` }
  const { space, dimensions, weightsName } = read.output
  const recipe = readRecipe(read.output.recipe)
  if (recipe === undefined) return { status: 'bad', message: 'model.json holds a recipe that this version cannot follow. Add the model again.' }
  return { status: 'ok', model: { space: space as SpaceId, dimensions, recipe, ...(weightsName === undefined ? {} : { weightsName }) } }
}
