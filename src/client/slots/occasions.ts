/** When a slot may change before a visitor's eyes, in milliseconds. */
export const OCCASION_LIMITS = {
  /** After a view began, as long as nobody has touched, scrolled or typed: the page is still arriving. */
  openingMs: 3_000,
  /** After a press: what the Layout Instability standard counts as expected. */
  pressMs: 500,
} as const

/** A look at a slot: whether it may move now, and whether someone can see it as it does. */
export interface Occasion {
  readonly allowed: boolean
  readonly seen: boolean
}

export interface Occasions {
  of(slot: Element): Occasion
  /** A new view began. */
  begin(): void
  stop(): void
}

/**
 * Says when a slot may be reordered so that nothing jumps under a reader: while it is not on the screen, while the view
 * is opening and untouched, or just after a press elsewhere. Never while it has the focus or a selection.
 * `listener` is called whenever an answer may have changed.
 */
export function watchOccasions(page: Document, listener: () => void): Occasions {
  const ending = new AbortController()
  const options = { signal: ending.signal, capture: true, passive: true } as const
  let began = 0
  let touched = false
  let pressed = -Infinity
  const touch = (): void => { touched = true }
  const press = (event: Event): void => {
    if (!event.isTrusted) return
    touched = true
    pressed = performance.now()
    queueMicrotask(listener)
  }
  for (const type of ['pointerdown', 'keydown', 'click']) page.addEventListener(type, press, options)
  for (const type of ['wheel', 'touchmove']) page.addEventListener(type, touch, options)
  page.addEventListener('scroll', listener, options)
  page.addEventListener('visibilitychange', listener, options)

  return {
    of: (slot) => {
      const now = performance.now()
      if (page.visibilityState !== 'visible' || now === 0) return { allowed: true, seen: false }
      if (slot.matches(':focus-within') || selectionIn(page, slot)) return { allowed: false, seen: true }
      const { top, bottom } = slot.getBoundingClientRect()
      const height = page.documentElement.clientHeight
      if (top >= height) return { allowed: true, seen: false }
      // Above the window its height still carries what is below it, so it counts as seen.
      if (bottom <= 0) return { allowed: true, seen: true }
      if (performance.getEntriesByType('paint').length === 0 && 'PerformancePaintTiming' in globalThis) return { allowed: true, seen: false }
      const opening = !touched && now - began < OCCASION_LIMITS.openingMs
      const answered = now - pressed < OCCASION_LIMITS.pressMs && !slot.matches(':hover')
      return { allowed: opening || answered, seen: true }
    },
    begin: () => {
      touched = false
      pressed = -Infinity
      began = performance.now() < OCCASION_LIMITS.openingMs ? 0 : performance.now()
      listener()
    },
    stop: () => ending.abort(),
  }
}

function selectionIn(page: Document, slot: Element): boolean {
  const selection = page.getSelection()
  return selection !== null && !selection.isCollapsed && selection.anchorNode !== null && slot.contains(selection.anchorNode)
}
