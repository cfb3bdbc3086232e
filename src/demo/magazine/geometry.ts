/** Made things: tiled arcs, woven bands, an arcade, the bars of a chord. */
import { mix } from './palettes.js'
import type { Palette } from './palettes.js'
import { HEIGHT, WIDTH, at, box, disc, faint, path, px, repeat } from './shapes.js'
import type { Composition } from './shapes.js'

const TILE = 80

/** A quarter disc in one of a tile's four corners. */
function quarter(column: number, row: number, corner: number): string {
  const [x, y, end] = [column * TILE, row * TILE, TILE]
  const turns = [
    `M${at(x, y)}h${end}a${end} ${end} 0 0 1-${end} ${end}`,
    `M${at(x + end, y)}v${end}a${end} ${end} 0 0 1-${end}-${end}`,
    `M${at(x + end, y + end)}h-${end}a${end} ${end} 0 0 1 ${end}-${end}`,
  ]
  return `${turns[corner] ?? `M${at(x, y + end)}v-${end}a${end} ${end} 0 0 1 ${end} ${end}`}z`
}

export const tiledArcs: Composition = (dice, colours) => {
  const layers = new Map<string, string>()
  const lay = (column: number, row: number): void => {
    const fill = dice.pick([colours.light, colours.light, colours.middle, colours.middle, colours.deep, colours.accent])
    layers.set(fill, (layers.get(fill) ?? '') + quarter(column, row, dice.whole(0, 3)))
  }
  for (let tile = 0; tile < 40; tile += 1) if (dice.chance(0.9)) lay(tile % 8, Math.floor(tile / 8))
  const stones = repeat(dice.whole(2, 4), () => disc(dice.whole(1, 7) * TILE, dice.whole(1, 4) * TILE, dice.pick([14, 20, 26]), dice.pick([colours.paper, colours.accent])))
  return [...layers].map(([fill, d]) => path(d, fill)).join('') + stones
}

export const wovenBands: Composition = (dice, colours) => {
  const [columns, rows] = [dice.whole(6, 9), dice.whole(4, 6)]
  const [stepX, stepY] = [WIDTH / columns, HEIGHT / rows]
  const [wide, high] = [stepX * dice.between(0.62, 0.84), stepY * dice.between(0.62, 0.84)]
  const weft = Array.from({ length: rows }, () => dice.pick([colours.middle, colours.light, colours.accent]))
  const across = (row: number, from: number, length: number): string => box(from, row * stepY + (stepY - high) / 2, length, high, weft[row] ?? colours.middle)
  const down = (column: number): string => box(column * stepX + (stepX - wide) / 2, 0, wide, HEIGHT, dice.pick([colours.deep, mix(colours.deep, colours.middle, 0.4)]))
  const top = (row: number): string => px(row * stepY + (stepY - high) / 2)
  const crossing = (row: number, column: number): string => ((row + column) % 2 === 0 ? `M${px(column * stepX)} ${top(row)}h${px(stepX)}v${px(high)}h-${px(stepX)}z` : '')
  const over = (row: number): string => path(repeat(columns, (column) => crossing(row, column)), weft[row] ?? colours.middle)
  return repeat(rows, (row) => across(row, 0, WIDTH)) + repeat(columns, down) + repeat(rows, over)
}

function arch(x: number, top: number, width: number, fill: string): string {
  const half = px(width / 2)
  return path(`M${px(x)} ${HEIGHT}V${px(top)}a${half} ${half} 0 0 1 ${px(width)} 0V${HEIGHT}z`, fill)
}

/** Arch within arch, from the outermost colour to the doorway. */
function portal(x: number, top: number, width: number, { light, middle, deep, accent }: Palette, lit: boolean): string {
  const fills = [light, middle, deep, lit ? accent : mix(deep, middle, 0.35)]
  return fills.map((fill, index) => arch(x + (index * width) / 9, top + (index * width) / 14, width - (index * width * 2) / 9, fill)).join('')
}

export const arcade: Composition = (dice, colours) => {
  const count = dice.whole(3, 5)
  const [width, lit, moon] = [WIDTH / count, dice.whole(0, count - 1), dice.between(60, 580)]
  const door = (index: number): string => portal(index * width + 5, dice.between(150, 235), width - 10, colours, index === lit)
  return disc(moon, dice.between(60, 95), dice.between(22, 40), colours.accent, faint(0.9)) + repeat(count, door)
}

export const bars: Composition = (dice, colours) => {
  const count = dice.whole(13, 21)
  const step = WIDTH / count
  const [slow, phase, level] = [dice.between(0.25, 0.5), dice.between(0, 6), dice.between(170, 230)]
  const height = (index: number): number => 30 + 120 * Math.abs(Math.sin(index * slow + phase)) * (0.55 + 0.45 * Math.cos(index * slow * 2.7 + phase))
  const bar = (index: number): string => {
    const half = Math.max(14, height(index) + dice.between(-12, 12))
    const fill = dice.chance(0.12) ? colours.accent : mix(colours.middle, dice.pick([colours.deep, colours.light]), dice.between(0, 0.9))
    return box(index * step + step * 0.2, level - half, step * 0.6, half * 1.75, fill, ` rx="${px(step * 0.3)}"`)
  }
  return box(0, level, WIDTH, HEIGHT - level, mix(colours.paper, colours.light, 0.35)) + repeat(count, bar)
}
