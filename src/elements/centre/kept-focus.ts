/** Keeps the keyboard where it was: what had the focus may be gone once an act is done, and the browser would then start at the top of the page. */
export interface KeptFocus {
  /** A press that changes what is shown: should it vanish, its part's heading gets the focus. */
  from(press: Event): void
  /** What is to have the focus after the next drawing. */
  on(selector: string): void
  /** After each drawing. */
  give(root: ShadowRoot): void
}

/** Milliseconds after a press in which its vanishing is its doing. */
const ACT_MS = 5000

export function keptFocus(): KeptFocus {
  let pressed: { readonly element: HTMLElement; readonly heading: string; readonly until: number } | undefined
  let wanted: string | undefined
  const focus = (root: ShadowRoot, selector: string): void => {
    const found = root.querySelector(selector)
    if (found instanceof HTMLElement) found.focus()
  }
  return {
    from({ currentTarget: element }) {
      const part = element instanceof HTMLElement ? element.closest('[data-part]') : null
      pressed = element instanceof HTMLElement && part instanceof HTMLElement ? { element, heading: `[data-part="${part.dataset['part'] ?? ''}"] h3`, until: performance.now() + ACT_MS } : undefined
    },
    on(selector) {
      wanted = selector
    },
    give(root) {
      if (wanted !== undefined) {
        focus(root, wanted)
        wanted = undefined
      }
      if (pressed === undefined || pressed.element.isConnected) return
      // Gone from the page; elsewhere on it the visitor may have gone on meanwhile.
      if (performance.now() < pressed.until && root.activeElement === null && (root.ownerDocument.activeElement === root.host || root.ownerDocument.activeElement === root.ownerDocument.body)) focus(root, pressed.heading)
      pressed = undefined
    },
  }
}
