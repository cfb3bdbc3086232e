import type { FoundItem } from './found-item.js'

/** What the site says about an item wherever it was found: `data-hearth-pin` and `data-hearth-exclude` on it, around it or on what is inside it. */
export function withMarks(found: FoundItem): FoundItem {
  return { ...found, pinned: found.pinned || says(found.element, 'data-hearth-pin'), excluded: found.excluded || says(found.element, 'data-hearth-exclude') }
}

function says(element: Element, mark: string): boolean {
  const holder = element.closest(`[${mark}]`) ?? element.querySelector(`[${mark}]`)
  return holder !== null && holder.getAttribute(mark) !== 'false'
}
