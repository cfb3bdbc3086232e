/** Round things: orbits with their planets, and the contour lines of a hill or a cell. */
import type { Dice } from './dice.js'
import { depth, mix } from './palettes.js'
import type { Palette } from './palettes.js'
import { at, disc, faint, outline, path, px, repeat } from './shapes.js'
import type { Composition } from './shapes.js'

/** A planet with its night side, a half disc laid over it. */
function planet(x: number, y: number, radius: number, fill: string, shade: string, tilt: number): string {
  const night = `<path fill="${shade}" transform="rotate(${px(tilt)} ${at(x, y)})" d="M${at(x, y - radius)}a${px(radius)} ${px(radius)} 0 0 1 0 ${px(radius * 2)}z"/>`
  return disc(x, y, radius, fill) + night
}

function stars(dice: Dice, colours: Palette): string {
  const dots = repeat(26, () => `M${at(dice.between(10, 630), dice.between(10, 390))}h0`)
  return `<path stroke="${mix(colours.deep, colours.light, 0.4)}" stroke-width="4" stroke-linecap="round" opacity="0.6" d="${dots}"/>`
}

export const orbits: Composition = (dice, colours) => {
  const [x, y, flat, tilt] = [dice.between(220, 420), dice.between(160, 240), dice.between(0.34, 0.95), dice.between(-28, 28)]
  const count = dice.whole(4, 6)
  const ring = (index: number): string => {
    const reach = 92 + index * dice.between(44, 54)
    const angle = dice.between(0, Math.PI * 2)
    const track = `<ellipse cx="${px(x)}" cy="${px(y)}" rx="${px(reach)}" ry="${px(reach * flat)}" fill="none" stroke="${mix(colours.middle, colours.light, index / count)}" stroke-width="2"/>`
    const fill = dice.pick([colours.middle, colours.light, colours.accent])
    const body = planet(x + reach * Math.cos(angle), y + reach * flat * Math.sin(angle), dice.between(9, 27), fill, mix(fill, colours.deep, 0.6), dice.between(0, 360))
    return track + body
  }
  const core = planet(x, y, dice.between(40, 58), colours.accent, mix(colours.accent, colours.deep, 0.3), dice.between(0, 360))
  return stars(dice, colours) + `<g transform="rotate(${px(tilt)} ${at(x, y)})">${repeat(count, ring)}${core}</g>`
}

export const contours: Composition = (dice, colours) => {
  const [x, y, points, rings] = [dice.between(210, 430), dice.between(170, 230), 9, 7]
  const wobble = Array.from({ length: points }, () => dice.between(0.78, 1.22))
  const drift: readonly [number, number] = [dice.between(-9, 9), dice.between(-7, 7)]
  const ring = (index: number): string => {
    const reach = 340 - index * 48
    const spot = (bend: number, corner: number): readonly [number, number] => {
      const angle = (corner / points) * Math.PI * 2
      return [x + index * drift[0] + reach * bend * 1.15 * Math.cos(angle), y + index * drift[1] + reach * bend * 0.8 * Math.sin(angle)]
    }
    return path(outline(wobble.map(spot)), index === 0 ? mix(colours.paper, colours.light, 0.5) : depth(colours, (index - 1) / (rings - 2)))
  }
  return repeat(rings, ring) + disc(x + drift[0] * rings, y + drift[1] * rings, dice.between(13, 24), colours.accent)
}

/** Large discs of clear colour that overlap like lights on a stage. */
export const lights: Composition = (dice, colours) => {
  const fills = [colours.light, colours.middle, colours.accent, colours.deep, colours.middle]
  const lamp = (fill: string, index: number): string => disc(90 + index * 115 + dice.between(-60, 60), dice.between(110, 290), dice.between(70, 135), fill, faint(0.72))
  const rim = `<circle cx="${px(dice.between(160, 480))}" cy="${px(dice.between(130, 270))}" r="${px(dice.between(90, 170))}" fill="none" stroke="${colours.deep}" stroke-width="3"/>`
  return fills.map(lamp).join('') + rim
}
