/**
 * The colours of the magazine: five for each category, from paper to ink and one accent.
 * They sit in the middle of the lightness scale, so they hold on a light and on a dark page.
 */
import { hash } from './dice.js'

export interface Palette {
  readonly paper: string
  readonly light: string
  readonly middle: string
  readonly deep: string
  readonly accent: string
}

const palette = (paper: string, light: string, middle: string, deep: string, accent: string): Palette => ({ paper, light, middle, deep, accent })

const FALLBACK = palette('#ece4d6', '#c9b99c', '#8a8f86', '#3c4a50', '#d98a4b')

const BY_CATEGORY: ReadonlyMap<string, Palette> = new Map([
  ['science', palette('#e3ebe6', '#9fc4bd', '#4f8f93', '#1f4b5c', '#f0a65a')],
  ['space', palette('#dcdff0', '#98a3d4', '#5a5fa3', '#232750', '#f2c46d')],
  ['environment', palette('#e8ecd9', '#b3c99a', '#6d9a6b', '#2b5446', '#e5a04c')],
  ['food', palette('#f6e7cf', '#edbf83', '#cf7d4c', '#713727', '#8ca65c')],
  ['football', palette('#e4efdc', '#a4cf97', '#4c9a66', '#1c4f43', '#f26f55')],
  ['cycling', palette('#f6e9cd', '#e9cf86', '#5b9c9b', '#2f4a5c', '#e8703f')],
  ['politics', palette('#ece6e1', '#c4b6b6', '#8a7388', '#3d3852', '#d9775f')],
  ['economy', palette('#e6e9df', '#b5c3ae', '#6f8f8a', '#28474f', '#d8ad4e')],
  ['technology', palette('#dfe9f0', '#93c1da', '#4a83b3', '#20385f', '#f2876b')],
  ['books', palette('#f1e6d8', '#dab79a', '#a9705f', '#4f2f3b', '#e3a955')],
  ['film', palette('#eee0dd', '#d79f95', '#a0545f', '#35243c', '#eebb62')],
  ['music', palette('#efe2ee', '#cea6d2', '#8d66a8', '#3a2b5f', '#f29b7b')],
  ['health', palette('#e2efec', '#a2d5cd', '#58a3a5', '#245563', '#f28f86')],
  ['travel', palette('#f9e8d4', '#efc9a4', '#6ba5a6', '#2c5468', '#ea7f5c')],
  ['history', palette('#f0e5cf', '#d6bb86', '#9c8156', '#4a3a33', '#cc6b48')],
  ['gardens', palette('#f0efdd', '#c4d69a', '#7fa35b', '#2f5a41', '#dd7f9b')],
])

const names = [...BY_CATEGORY.keys()]

/** The palette of a category; a category the magazine does not know borrows one, always the same. */
export function paletteOf(category: string): Palette {
  const borrowed = names[hash(category) % names.length]
  return BY_CATEGORY.get(category) ?? BY_CATEGORY.get(borrowed ?? '') ?? FALLBACK
}

const channel = (colour: string, at: number): number => Number.parseInt(colour.slice(at, at + 2), 16)

const hex = (value: number): string => Math.round(value).toString(16).padStart(2, '0')

/** The colour a share of the way from one `#rrggbb` to another. */
export function mix(from: string, to: string, share: number): string {
  const blend = (at: number): string => hex(channel(from, at) * (1 - share) + channel(to, at) * share)
  return `#${blend(1)}${blend(3)}${blend(5)}`
}

/** From the haze at the back (0) to the ink in front (1), by way of the middle colour. */
export function depth({ light, middle, deep }: Palette, share: number): string {
  return share < 0.5 ? mix(light, middle, share * 2) : mix(middle, deep, share * 2 - 1)
}

/** The same colours after sunset: the ink becomes the ground and the paper the light. */
export const atDusk = ({ paper, light, middle, deep, accent }: Palette): Palette => ({
  paper: mix(deep, '#10131c', 0.25),
  light: mix(deep, middle, 0.45),
  middle,
  deep: mix(light, paper, 0.35),
  accent,
})
