/** Growing things: paper-cut leaves, and seeds set in a sunflower spiral. */
import type { Dice } from './dice.js'
import { depth, mix } from './palettes.js'
import { HEIGHT, WIDTH, at, disc, faint, line, path, px, repeat } from './shapes.js'
import type { Composition } from './shapes.js'

const GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5))

/** A pointed leaf that leaves (x, y) in a direction given in degrees, as path data. */
function leaf(x: number, y: number, length: number, slim: number, degrees: number): string {
  const angle = (degrees * Math.PI) / 180
  const [alongX, alongY] = [length * Math.cos(angle), length * Math.sin(angle)]
  const [midX, midY, bendX, bendY] = [alongX * 0.45, alongY * 0.45, -alongY * slim, alongX * slim]
  return `M${at(x, y)}q${at(midX + bendX, midY + bendY)} ${at(alongX, alongY)}q${at(midX - alongX - bendX, midY - alongY - bendY)} ${at(-alongX, -alongY)}`
}

/** A stem from the foot of the page with pairs of leaves that shrink towards the tip. */
function sprig(dice: Dice, x: number, tall: number, fill: string, vein: string): string {
  const pairs = dice.whole(3, 5)
  const [foot, size, slim, open] = [HEIGHT + 10, tall * dice.between(0.32, 0.44), dice.between(0.34, 0.56), dice.between(30, 50)]
  const pair = (index: number): string => {
    const length = size * (1 - (index / pairs) * 0.6)
    const y = foot - tall * (0.14 + (index * 0.74) / pairs)
    return leaf(x, y, length, slim, -90 + open) + leaf(x, y, length, slim, -90 - open)
  }
  const tip = leaf(x, foot - tall * 0.86, size * 0.5, slim, -90)
  const stem = line(`M${at(x, foot)}V${px(foot - tall * 0.95)}`, vein, 3)
  return `<g transform="rotate(${px(dice.between(-13, 13))} ${at(x, foot)})">${path(repeat(pairs, pair) + tip, fill)}${stem}</g>`
}

export const leaves: Composition = (dice, colours) => {
  const count = dice.whole(4, 5)
  const halo = disc(dice.between(140, 500), dice.between(120, 180), dice.between(75, 120), colours.accent, faint(0.85))
  const grow = (index: number, rank: number): string => {
    const fill = mix(depth(colours, rank / (count - 1)), colours.middle, 0.15)
    const x = ((index + 0.5) * WIDTH) / count + dice.between(-30, 30)
    return sprig(dice, x, dice.between(330, 400) - rank * 34, fill, mix(fill, colours.paper, 0.35))
  }
  const order = [...Array(count).keys()].sort((a, b) => (a % 2) - (b % 2))
  return halo + order.map(grow).join('')
}

export const seeds: Composition = (dice, colours) => {
  const [x, y, spread, turn] = [dice.between(220, 420), dice.between(160, 240), dice.between(15, 19), dice.between(0, 6)]
  const from = dice.whole(8, 16)
  const dot = (index: number): string => {
    const [radius, angle] = [spread * Math.sqrt(index), index * GOLDEN_ANGLE + turn]
    return `M${at(x + radius * Math.cos(angle), y + radius * Math.sin(angle))}h0`
  }
  const ring = (start: number, end: number, fill: string, width: number): string =>
    line(repeat(end - start, (index) => dot(start + index)), fill, width, ' stroke-linecap="round"')
  const heart = disc(x, y, spread * Math.sqrt(from) - 4, colours.accent)
  const petals = [ring(from, 50, colours.deep, 13), ring(50, 100, colours.middle, 17), ring(100, 165, mix(colours.middle, colours.light, 0.65), 20)]
  return disc(x, y, spread * 13.4, mix(colours.paper, colours.light, 0.3)) + petals.reverse().join('') + heart
}

/** A meadow: bending stalks with round heads, the near ones darker. */
export const meadow: Composition = (dice, colours) => {
  const stalk = (index: number): string => {
    const share = index / 13
    const [x, lean, top] = [dice.between(20, 620), dice.between(-50, 50), 90 + share * 130 + dice.between(-40, 40)]
    const fill = dice.chance(0.35) ? colours.accent : mix(colours.middle, colours.deep, share)
    const stem = line(`M${px(x)} ${HEIGHT}Q${at(x, (HEIGHT + top) / 2)} ${at(x + lean, top)}`, mix(colours.light, colours.deep, share), 3)
    return stem + disc(x + lean, top, dice.between(9, 24), fill)
  }
  const ground = path(`M0 ${px(dice.between(330, 370))}Q${at(dice.between(160, 480), dice.between(290, 340))} ${WIDTH} ${px(dice.between(330, 370))}V400H0z`, colours.deep)
  return disc(dice.between(120, 520), dice.between(110, 170), dice.between(70, 120), mix(colours.paper, colours.light, 0.6)) + repeat(14, stalk) + ground
}
