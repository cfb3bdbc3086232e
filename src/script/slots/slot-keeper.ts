import type { Hearth } from '../../client/hearth.js'
import type { Slot } from '../../client/item-detection/find-slots.js'
import type { PageContents } from '../../client/item-detection/read-page.js'
import type { HearthRecommendations } from '../../elements/hearth-recommendations.js'
import type { RecommendationStrings } from '../../elements/strings/strings.js'
import { movable, moveUnits } from '../../client/slots/move-units.js'
import { watchOccasions } from '../../client/slots/occasions.js'

export interface SlotKeeperOptions {
  readonly page: Document
  readonly hearth: Hearth
  readonly contents: () => PageContents
  /** Ids that the site never wants ranked. */
  readonly exclude: readonly string[]
  /** Ids that stay where the site put them. */
  readonly pin: readonly string[]
  readonly locale?: string | undefined
  readonly strings?: Partial<RecommendationStrings> | undefined
  /** Told before and after children of a slot are moved, so that the change is not taken for the site's own. */
  readonly moving: (move: () => void) => void
}

export interface SlotKeeper {
  /** Ranks every slot again and moves what may move; the rest waits for its occasion. */
  refresh(): Promise<void>
  /** Puts the site's own order back, at the same occasions. */
  restore(): void
  beginView(): void
  stop(): void
}

/** Keeps the slots of a page in the order that the engine ranks them. Whatever fails, the site's order stays. */
export function keepSlots({ page, hearth, contents, exclude, pin, moving, locale, strings }: SlotKeeperOptions): SlotKeeper {
  /** The site's own order of each list, with the children that came later at its end. */
  const originals = new WeakMap<Element, readonly Element[]>()
  const wanted = new Map<Element, (seen: boolean) => boolean>()
  const filled = new Map<Element, HearthRecommendations>()
  let round = 0

  const settle = (): void => {
    for (const [element, apply] of wanted) {
      const { allowed, seen } = occasions.of(element)
      if (!allowed) continue
      moving(() => { if (apply(seen)) wanted.delete(element) })
    }
  }
  const occasions = watchOccasions(page, settle)

  const original = (list: Element): readonly Element[] => {
    const known = (originals.get(list) ?? []).filter((node) => node.parentElement === list)
    const order = [...known, ...[...list.children].filter((node) => !known.includes(node))]
    originals.set(list, order)
    return order
  }

  const want = (slot: Slot, order: readonly Element[]): void => {
    const moved = new Set(order)
    const present = [...slot.list.children].filter((node) => moved.has(node))
    if (present.every((node, index) => node === order[index])) wanted.delete(slot.element)
    else wanted.set(slot.element, (seen) => moveUnits(slot.list, order, seen))
  }

  const reorder = async (slot: Slot, mine: number): Promise<void> => {
    const byNode = new Map(slot.units.map((unit) => [unit.node, unit.found]))
    const units = original(slot.list).flatMap((node) => {
      const found = byNode.get(node)
      return found === undefined || found.pinned || found.excluded || pin.includes(found.item.id) || exclude.includes(found.item.id) || !movable(node) ? [] : [{ node, item: found.item }]
    })
    if (units.length < 2) return
    const ranking = await hearth.rank({ items: units.map(({ item }) => item), slot: slot.name })
    if (mine !== round || ranking.status !== 'ranked') return
    const rankOf = new Map<string, number>(ranking.items.map(({ id }, index) => [id, index]))
    const last = rankOf.size
    const order = ranking.arm === 'original' ? units : [...units].sort((a, b) => (rankOf.get(a.item.id) ?? last) - (rankOf.get(b.item.id) ?? last))
    want(slot, order.map(({ node }) => node))
  }

  const fill = (slot: Slot): void => {
    if (filled.get(slot.element)?.isConnected === true) return
    const shown = contents().slots.filter(({ mode }) => mode !== 'fill').flatMap(({ units }) => units.flatMap(({ found }) => found?.item.id ?? []))
    const own = contents().own?.id
    wanted.set(slot.element, () => {
      const element = page.createElement('hearth-recommendations')
      element.slotName = slot.name
      element.locale = locale
      element.strings = strings
      element.exclude = [...exclude, ...shown, ...(own === undefined ? [] : [own])]
      element.limit = slot.limit ?? 6
      element.heading = slot.element.getAttribute('data-heading') ?? undefined
      element.hearth = hearth
      element.append(...slot.element.childNodes)
      slot.element.append(element)
      filled.set(slot.element, element)
      return true
    })
  }

  return {
    refresh: async () => {
      round += 1
      const mine = round
      await Promise.all(contents().slots.map((slot) => (slot.mode === 'reorder' ? reorder(slot, mine) : slot.mode === 'fill' ? fill(slot) : undefined)))
      settle()
    },
    restore: () => {
      round += 1
      wanted.clear()
      for (const slot of contents().slots) if (slot.mode === 'reorder' && originals.has(slot.list)) want(slot, original(slot.list))
      settle()
    },
    beginView: () => occasions.begin(),
    stop: () => occasions.stop(),
  }
}
