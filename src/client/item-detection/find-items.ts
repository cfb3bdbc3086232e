import type { Item } from '../../core/item.js'
import { addressOf } from './address.js'
import type { FoundItem } from './found-item.js'
import { jsonLdItems } from './json-ld.js'
import { linkedItems } from './linked-items.js'
import { markedItems } from './marked-items.js'
import { microdataItems } from './microdata.js'
import { SLOT_MARK } from './find-slots.js'
import { withMarks } from './site-marks.js'

/**
 * The items shown on a page: in each slot those of the first source that names at least two there (else one), in the
 * order `data-hearth-item`, JSON-LD (matched to the links that lead to its items), microdata, links with headings; and
 * outside the slots those of the first source that names any.
 */
export function findItems(page: Document): readonly FoundItem[] {
  const slots = [...page.querySelectorAll(SLOT_MARK)]
  const sources = [markedItems(page), shownOnPage(page, slots, jsonLdItems(page)), microdataItems(page)]
  const within = (slot: Element, found: FoundItem): boolean => slot !== found.element && slot.contains(found.element)
  const inSlots = slots.flatMap((slot) => {
    const said = [...sources.map((source) => source.filter((found) => within(slot, found))), linkedItems(slot)]
    return said.find(({ length }) => length > 1) ?? said.find(({ length }) => length > 0) ?? []
  })
  const outside = sources.find(({ length }) => length > 0)?.filter((found) => !slots.some((slot) => within(slot, found))) ?? []
  // A slot inside a slot shows its items once.
  return [...new Map([...inSlots, ...outside].map((found) => [found.element, withMarks(found)])).values()]
}

/** JSON-LD says what, not where: an item is shown by the element around each link to its address in a slot, else around the first such link. */
function shownOnPage(page: Document, slots: readonly Element[], items: readonly Item[]): readonly FoundItem[] {
  if (items.length === 0) return []
  const links = new Map<string, Element[]>()
  for (const link of page.querySelectorAll('a[href]')) {
    const address = addressOf(link.getAttribute('href'), page.baseURI)
    if (address !== undefined) links.set(address, [...(links.get(address) ?? []), link])
  }
  return items.flatMap((item) => {
    const all = (item.url === undefined ? undefined : links.get(item.url)) ?? []
    const inSlots = all.filter((link) => slots.some((slot) => slot.contains(link)))
    return (inSlots.length > 0 ? inSlots : all.slice(0, 1)).map((link) => ({ item, element: cardOf(link, slots), pinned: false, excluded: false }))
  })
}

/** The article or list entry around a link, as long as it is not around the slot too. */
function cardOf(link: Element, slots: readonly Element[]): Element {
  const card = link.closest('article, li')
  return card === null || slots.some((slot) => card.contains(slot) && slot.contains(link)) ? link : card
}
