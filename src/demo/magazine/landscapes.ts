/** Landscapes in cut paper: hills, waves, a sun over the horizon, a mountain range. */
import type { Dice } from './dice.js'
import { depth, mix } from './palettes.js'
import type { Palette } from './palettes.js'
import { HEIGHT, WIDTH, at, box, disc, faint, path, px, repeat } from './shapes.js'
import type { Composition } from './shapes.js'

function sun(dice: Dice, colours: Palette, low: number, high: number): string {
  const [x, y, radius] = [dice.between(110, 530), dice.between(low, high), dice.between(34, 62)]
  return disc(x, y, radius * 1.6, colours.accent, faint(0.22)) + disc(x, y, radius, colours.accent)
}

function ridge(dice: Dice, y: number, swing: number): string {
  const [first, second] = [dice.between(120, 260), dice.between(380, 520)]
  const [a, b, c, d] = [dice.between(-swing, swing), dice.between(-swing, swing), dice.between(-swing, swing), dice.between(-swing, swing)]
  return `M0 ${px(y + a)}C${at(first / 2, y - b)} ${at(first, y - swing)} ${at((first + second) / 2, y + c)}S${at(second, y + swing)} ${at(WIDTH, y + d)}V${HEIGHT}H0Z`
}

export const hills: Composition = (dice, colours) => {
  const layers = dice.whole(4, 6)
  const hill = (index: number): string => path(ridge(dice, 180 + (index * 190) / layers, 46 - index * 3), depth(colours, index / (layers - 1)))
  return sun(dice, colours, 80, 150) + repeat(layers, hill)
}

export const waves: Composition = (dice, colours) => {
  const layers = dice.whole(6, 8)
  const [length, start] = [dice.pick([80, 107, 160]), dice.between(130, 170)]
  const wave = (index: number): string => {
    const left = -dice.between(0, length * 2)
    const crest = `q${at(length / 2, -dice.between(24, 44))} ${length} 0`
    const crests = crest + repeat(Math.ceil((WIDTH - left) / length), () => `t${length} 0`)
    return path(`M${at(left, start + (index * (HEIGHT - start + 10)) / layers)}${crests}V${HEIGHT}H0Z`, depth(colours, index / (layers - 1)))
  }
  return sun(dice, colours, 70, 120) + repeat(layers, wave)
}

export const sunAndHorizon: Composition = (dice, colours) => {
  const [x, horizon, radius] = [dice.between(130, 510), dice.between(190, 280), dice.between(55, 130)]
  const [halos, gap, sunk] = [dice.whole(2, 5), dice.between(36, 76), dice.between(-0.5, 0.15)]
  const sky = repeat(halos, (index) => disc(x, horizon, radius + (halos - index) * gap, mix(colours.paper, colours.light, 0.2 + (index * 0.7) / halos)))
  const sea = box(0, horizon, WIDTH, HEIGHT - horizon, mix(colours.middle, colours.deep, dice.between(0, 0.4)))
  const glint = (index: number): string => {
    const width = Math.max(18, radius * (1.7 - index * 0.28) + dice.between(-20, 20))
    return box(x - width / 2 + dice.between(-8, 8), horizon + 16 + index * 22, width, 7, colours.accent, ` rx="4"${faint(0.95 - index * 0.12)}`)
  }
  const shore = path(ridge(dice, HEIGHT - 22, 18), mix(colours.deep, colours.middle, 0.25))
  return sky + disc(x, horizon + radius * sunk, radius, colours.accent) + sea + repeat(6, glint) + shore
}

function peak(x: number, y: number, half: number, lit: string, shade: string, lean: number): string {
  const base = HEIGHT + 10
  const face = path(`M${at(x, y)}L${at(x + half, base)}H${px(x - half)}Z`, lit)
  return face + path(`M${at(x, y)}L${at(x + lean, y + half * 0.45)} ${at(x - lean * 0.4, y + half * 0.8)} ${at(x + lean * 0.8, base)}H${px(x + half)}Z`, shade)
}

export const peaks: Composition = (dice, colours) => {
  const count = dice.whole(4, 6)
  const mountain = (index: number): string => {
    const share = index / (count - 1)
    const lit = depth(colours, 0.1 + share * 0.65)
    const x = ((index * 2.4) % count) * (WIDTH / count) + dice.between(40, 100)
    return peak(x, 120 + share * 130 + dice.between(-24, 24), dice.between(170, 260), lit, mix(lit, colours.deep, 0.45), dice.between(8, 34))
  }
  return sun(dice, colours, 60, 120) + repeat(count, mountain) + path(ridge(dice, HEIGHT - 40, 24), colours.deep)
}
