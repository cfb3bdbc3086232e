import { measureAttention } from './capture/attention.js'
import { watchSightings } from './capture/sightings.js'
import type { RecordInput } from './hearth.js'
import type { Slot } from './item-detection/find-slots.js'
import type { FoundItem } from './item-detection/found-item.js'
import type { PageContents } from './item-detection/read-page.js'

export interface CaptureOptions {
  readonly page: Document
  /** Takes what happened. It must not throw; what it answers is not waited for. */
  readonly record: (input: RecordInput) => unknown
}

export interface Capture {
  /** A new view, or a page that has changed: what is on it now. The same own item goes on being attended to. */
  show(contents: PageContents): void
  stop(): void
}

/**
 * Turns what a person does into interaction events: a trusted press on an item is a `click`, a teaser before their eyes
 * a `view` in its slot, a page about an item a `view` without a slot and, as it is read, a `dwell`.
 * Start it only with consent; nothing from before is kept or replayed.
 */
export function startCapture({ page, record }: CaptureOptions): Capture {
  const ending = new AbortController()
  let contents: PageContents = { items: [], slots: [], own: undefined }
  let endAttention: (() => void) | undefined
  const sightings = watchSightings(page, (element) => {
    const found = contents.items.find((one) => one.element === element)
    if (found !== undefined) record({ kind: 'view', item: found.item, ...inSlot(contents.slots, element) })
  })

  const press = (event: MouseEvent): void => {
    // 0 is the main button, 1 the middle one: it opens a tab.
    if (!event.isTrusted || event.button > 1) return
    const found = pressed(event, contents.items)
    if (found !== undefined) record({ kind: 'click', item: found.item, ...inSlot(contents.slots, found.element) })
  }
  page.addEventListener('click', press, { capture: true, signal: ending.signal })
  page.addEventListener('auxclick', press, { capture: true, signal: ending.signal })

  return {
    show: (next) => {
      const own = contents.own?.id
      contents = next
      for (const found of next.items) if (!found.excluded && next.own?.id !== found.item.id && inSlot(next.slots, found.element).slot !== undefined) sightings.watch(found.element)
      if (next.own?.id === own) return
      endAttention?.()
      endAttention = undefined
      const item = next.own
      if (item === undefined) return
      record({ kind: 'view', item })
      endAttention = measureAttention(page, (dwellMs) => record({ kind: 'dwell', item, dwellMs }))
    },
    stop: () => {
      ending.abort()
      sightings.stop()
      endAttention?.()
    },
  }
}

/** The innermost item that the press fell on; where an item holds links, only a press on one of them counts. */
function pressed(event: MouseEvent, items: readonly FoundItem[]): FoundItem | undefined {
  const path = event.composedPath()
  const found = path.flatMap((target) => items.find((one) => one.element === target) ?? [])[0]
  if (found === undefined || found.excluded) return undefined
  const within = path.slice(0, path.indexOf(found.element) + 1)
  const onLink = path.some((target) => target instanceof Element && target.matches('a[href], button, [role="link"]') && (within.includes(target) || target.contains(found.element)))
  return onLink || found.element.querySelector('a[href], button') === null ? found : undefined
}

function inSlot(slots: readonly Slot[], element: Element): { readonly slot?: string } {
  const slot = slots.find((one) => one.element.contains(element))
  return slot === undefined ? {} : { slot: slot.name }
}
