import { leaves, meadow, seeds } from './botany.js'
import { diceFor, hash } from './dice.js'
import { arcade, bars, tiledArcs, wovenBands } from './geometry.js'
import { hills, peaks, sunAndHorizon, waves } from './landscapes.js'
import { atDusk, paletteOf } from './palettes.js'
import { contours, lights, orbits } from './rings.js'
import { HEIGHT, WIDTH, box } from './shapes.js'
import type { Composition } from './shapes.js'

type Choices = readonly [Composition, ...Composition[]]

const EVERY: Choices = [hills, waves, sunAndHorizon, peaks, tiledArcs, wovenBands, arcade, bars, leaves, seeds, meadow, orbits, contours, lights]

/** What a category leans to; one picture in six is drawn from all compositions instead. */
const LEANINGS: ReadonlyMap<string, Choices> = new Map<string, Choices>([
  ['science', [contours, seeds, orbits, tiledArcs, lights]],
  ['space', [orbits, orbits, sunAndHorizon, seeds, lights]],
  ['environment', [hills, waves, leaves, contours, meadow]],
  ['food', [seeds, leaves, tiledArcs, lights, wovenBands]],
  ['football', [tiledArcs, wovenBands, hills, lights, arcade]],
  ['cycling', [peaks, hills, orbits, bars, sunAndHorizon]],
  ['politics', [arcade, tiledArcs, wovenBands, bars]],
  ['economy', [bars, wovenBands, arcade, waves]],
  ['technology', [tiledArcs, bars, contours, orbits, wovenBands]],
  ['books', [wovenBands, arcade, leaves, tiledArcs, hills]],
  ['film', [lights, sunAndHorizon, arcade, bars]],
  ['music', [bars, waves, lights, tiledArcs]],
  ['health', [contours, leaves, waves, seeds, meadow]],
  ['travel', [sunAndHorizon, peaks, waves, hills]],
  ['history', [arcade, peaks, contours, wovenBands]],
  ['gardens', [leaves, meadow, seeds, hills]],
])

/**
 * The picture of a story: a standalone SVG text, 640 by 400, under 3 KB, the same for the same story on every machine.
 * The category gives the colours and leans to certain compositions; the first tag sets day or dusk, so the
 * stories of one sub-subject share a light; the id throws every other die. There is no script, no reference to
 * anything outside, no id and no style, so pictures can stand side by side on a page with a strict CSP.
 */
export function artwork(item: { readonly id: string; readonly category: string; readonly tags: readonly string[] }): string {
  const dice = diceFor(item.id)
  const day = paletteOf(item.category)
  const colours = hash(item.tags[0] ?? item.category) % 5 < 2 ? atDusk(day) : day
  const compose = dice.pick(dice.chance(1 / 6) ? EVERY : (LEANINGS.get(item.category) ?? EVERY))
  const picture = box(0, 0, WIDTH, HEIGHT, colours.paper) + compose(dice, colours)
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${String(WIDTH)} ${String(HEIGHT)}">${picture}</svg>`
}
