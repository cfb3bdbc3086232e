import { linkOf } from './address.js'
import { assembleItem, type FoundItem } from './found-item.js'

const HEADED = 'h1, h2, h3, h4, h5, h6, [role="heading"]'

/** Links with headings inside one slot: a heading inside a link, or a link inside a heading. The last resort where nothing is marked up. */
export function linkedItems(slot: Element): readonly FoundItem[] {
  const seen = new Set<string>()
  return [...slot.querySelectorAll(HEADED)].flatMap((heading) => {
    const url = linkOf(heading)
    if (url === undefined || seen.has(url)) return []
    const element = heading.closest('article, li') ?? heading.closest('a[href]') ?? heading
    const item = assembleItem({ id: url, title: heading.textContent, text: element.querySelector('p')?.textContent, url })
    if (item === undefined) return []
    seen.add(url)
    return [{ item, element: slot.contains(element) ? element : heading, pinned: false, excluded: false }]
  })
}
