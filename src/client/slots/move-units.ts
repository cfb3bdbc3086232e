/** What cannot be taken out of the document and put back without starting over. */
const FRAGILE = 'iframe, video, audio, object, embed'

/** One half of a pair that stays together: a term and what it means, a summary and its details. */
const HALVES = 'dt, dd, summary, legend, caption'

/** Whether a unit may be moved at all. */
export function movable(node: Element): boolean {
  return !node.matches(`${FRAGILE}, ${HALVES}`) && node.querySelector(FRAGILE) === null
}

/**
 * Puts `order` into the places that its own nodes hold in `list`; every other child stays where it is. All nodes of
 * `order` are taken out and put in again, so that the browser draws a new list and moves nothing that was drawn.
 * Where something outside would move (the list's height, a child that stays), all is put back before it is painted.
 */
export function moveUnits(list: Element, order: readonly Element[], seen: boolean): boolean {
  const before = [...list.children]
  const moving = new Set<Element>(order)
  if (order.some((node) => node.parentElement !== list)) return false
  const staying = before.filter((node) => !moving.has(node))
  const places = seen ? [list, ...staying].map(box) : []
  let next = 0
  place(list, before.map((node) => (moving.has(node) ? order[next++] ?? node : node)), moving)
  if (!seen || [list, ...staying].every((node, index) => box(node) === places[index])) return true
  place(list, before, moving)
  return false
}

function place(list: Element, children: readonly Element[], moving: ReadonlySet<Element>): void {
  for (const node of moving) node.remove()
  for (const [index, node] of children.entries()) if (moving.has(node)) list.insertBefore(node, list.children[index] ?? null)
}

function box(node: Element): string {
  const { left, top, width, height } = node.getBoundingClientRect()
  return [left, top, width, height].map(Math.round).join()
}
