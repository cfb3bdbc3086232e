/** The few SVG marks every composition is made of, on a canvas of 640 by 400. */
import type { Dice } from './dice.js'
import type { Palette } from './palettes.js'

export const WIDTH = 640
export const HEIGHT = 400

/** Draws one picture, without its ground, as SVG elements. */
export type Composition = (dice: Dice, colours: Palette) => string

/** A coordinate, short: whole pixels are fine enough at this size. */
export const px = (value: number): string => String(Math.round(value))

export const at = (x: number, y: number): string => `${px(x)} ${px(y)}`

export const path = (d: string, fill: string, extra = ''): string => `<path fill="${fill}"${extra} d="${d}"/>`

export const line = (d: string, stroke: string, width: number, extra = ''): string =>
  `<path fill="none" stroke="${stroke}" stroke-width="${px(width)}"${extra} d="${d}"/>`

export const disc = (x: number, y: number, radius: number, fill: string, extra = ''): string =>
  `<circle cx="${px(x)}" cy="${px(y)}" r="${px(radius)}" fill="${fill}"${extra}/>`

export const box = (x: number, y: number, width: number, height: number, fill: string, extra = ''): string =>
  `<rect x="${px(x)}" y="${px(y)}" width="${px(width)}" height="${px(height)}" fill="${fill}"${extra}/>`

export const faint = (opacity: number): string => ` opacity="${opacity.toFixed(2)}"`

/** One mark for each number from 0 up to count. */
export const repeat = (count: number, mark: (index: number) => string): string => Array.from({ length: count }, (_, index) => mark(index)).join('')

/** A smooth closed outline through points, given as [x, y] pairs, by way of their midpoints. */
export function outline(points: ReadonlyArray<readonly [number, number]>): string {
  const middle = (index: number): string => {
    const [ax, ay] = points[index % points.length] ?? [0, 0]
    const [bx, by] = points[(index + 1) % points.length] ?? [0, 0]
    return at((ax + bx) / 2, (ay + by) / 2)
  }
  return `M${middle(points.length - 1)}${points.map(([x, y], index) => `Q${at(x, y)} ${middle(index)}`).join('')}Z`
}
