import { LitElement, type PropertyDeclarations, type PropertyValues } from 'lit'
import type { EngineState, Hearth } from '../client/hearth.js'

/** Told on the document after a surface has changed what is stored, so that the others look again. */
export const CHANGED = 'hearth-changed'

/** What every element of Hearth has: an engine, its state, and a look at what it holds whenever either changes. */
export abstract class HearthElement extends LitElement {
  static override properties: PropertyDeclarations = { hearth: { attribute: false }, state: { state: true } }

  declare hearth: Hearth | undefined
  declare protected state: EngineState | undefined
  #unsubscribe: (() => void) | undefined
  readonly #look = (): void => void this.look()

  /** Asks the engine for what this element shows. Called with each new state and after each change. */
  protected look(): Promise<void> | void {
    this.requestUpdate()
  }

  /** Tells every other element on the page to look again. */
  protected changed(): void {
    this.ownerDocument.dispatchEvent(new CustomEvent(CHANGED))
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.ownerDocument.addEventListener(CHANGED, this.#look)
    this.#follow()
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.ownerDocument.removeEventListener(CHANGED, this.#look)
    this.#unsubscribe?.()
    this.#unsubscribe = undefined
  }

  protected override willUpdate(changes: PropertyValues): void {
    if (changes.has('hearth')) this.#follow()
  }

  #follow(): void {
    this.#unsubscribe?.()
    this.#unsubscribe = this.isConnected ? this.hearth?.subscribe((state) => {
      this.state = state
      void this.look()
    }) : undefined
  }
}
