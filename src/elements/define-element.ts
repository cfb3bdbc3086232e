/** Registers a custom element once, however many copies of Hearth a page loads. */
export function defineElement(name: string, element: CustomElementConstructor): void {
  if (customElements.get(name) === undefined) customElements.define(name, element)
}
