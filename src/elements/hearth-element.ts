import { render, type TemplateResult } from 'lit/html.js'
import type { EngineState, Hearth } from '../client/hearth.js'
import { adoptStyles } from './adopt-styles.js'

/** Told on the document after a surface has changed what is stored, so that the others look again. */
export const CHANGED = 'hearth-changed'

/** Told by an element that needs an engine and has none; the tag, where there is one, gives it its own. */
export const ENGINE_WANTED = 'hearth-engine-wanted'

/** How a property is set from an attribute; without one it is set by script only. */
export interface PropertyDeclaration {
  readonly attribute?: string
  readonly type?: 'text' | 'number' | 'boolean'
}

/** On a server there is nothing to extend; the module can still be imported there. */
const PageElement = (globalThis.HTMLElement ?? Object) as typeof HTMLElement

/**
 * What every element of Hearth has: reactive properties, one drawing a turn by lit-html into a shadow root whose styles
 * a strict CSP allows, an engine, and a look at what it holds whenever that changes. It does what Hearth's elements
 * need of LitElement in a fifth of the bytes, since all of it is loaded before anyone has agreed to anything.
 */
export abstract class HearthElement extends PageElement {
  static readonly properties: Readonly<Record<string, PropertyDeclaration>> = {}
  static readonly styles: readonly string[] = []

  /** Read once, when the element is defined: the moment to make its properties reactive. */
  static get observedAttributes(): readonly string[] {
    for (const name of Object.keys(this.properties)) {
      Object.defineProperty(this.prototype, name, {
        configurable: true,
        get(this: HearthElement) { return this.#values.get(name) },
        set(this: HearthElement, value: unknown) {
          if (Object.is(this.#values.get(name), value)) return
          this.#values.set(name, value)
          this.requestUpdate()
        },
      })
    }
    return Object.values(this.properties).flatMap(({ attribute }) => attribute ?? [])
  }

  protected state: EngineState | undefined
  readonly #values = new Map<string, unknown>()
  readonly #root: ShadowRoot
  readonly #properties: Readonly<Record<string, PropertyDeclaration>>
  /** What a script set before the element was defined, which would stand in the way of the accessors. */
  readonly #early = new Map<string, unknown>()
  #hearth: Hearth | undefined
  #unsubscribe: (() => void) | undefined
  #updating = false
  readonly #look = (): void => void this.look()

  constructor() {
    super()
    this.#properties = new.target.properties
    this.#root = this.attachShadow({ mode: 'open' })
    adoptStyles(this.#root, new.target.styles)
    for (const name of ['hearth', ...Object.keys(this.#properties)]) {
      if (!Object.hasOwn(this, name)) continue
      this.#early.set(name, Reflect.get(this, name))
      Reflect.deleteProperty(this, name)
    }
  }

  get hearth(): Hearth | undefined {
    return this.#hearth
  }

  set hearth(hearth: Hearth | undefined) {
    if (hearth === this.#hearth) return
    this.#hearth = hearth
    this.#follow()
    this.requestUpdate()
  }

  protected abstract render(): TemplateResult | symbol

  /** Called after each drawing. */
  protected updated(): void {}

  /** Asks the engine for what this element shows. Called with each new state and after each change. */
  protected look(): Promise<void> | void {
    this.requestUpdate()
  }

  /** Tells every other element on the page to look again. */
  protected changed(): void {
    this.ownerDocument.dispatchEvent(new CustomEvent(CHANGED))
  }

  protected requestUpdate(): void {
    if (this.#updating) return
    this.#updating = true
    queueMicrotask(() => {
      this.#updating = false
      if (!this.isConnected) return
      try {
        render(this.render(), this.#root, { host: this })
        this.updated()
      } catch {
        // A page that takes no HTML from a script (XHTML, or Trusted Types without our policy) shows nothing of ours, and hears no error.
        this.hidden = true
      }
    })
  }

  attributeChangedCallback(attribute: string, _before: string | null, value: string | null): void {
    for (const [name, declared] of Object.entries(this.#properties)) {
      if (declared.attribute !== attribute) continue
      Reflect.set(this, name, declared.type === 'boolean' ? value !== null : value === null ? undefined : declared.type === 'number' ? Number(value) : value)
    }
  }

  connectedCallback(): void {
    for (const [name, value] of this.#early) Reflect.set(this, name, value)
    this.#early.clear()
    this.ownerDocument.addEventListener(CHANGED, this.#look)
    this.#follow()
    this.requestUpdate()
  }

  disconnectedCallback(): void {
    this.ownerDocument.removeEventListener(CHANGED, this.#look)
    this.#unsubscribe?.()
    this.#unsubscribe = undefined
  }

  #follow(): void {
    this.#unsubscribe?.()
    this.#unsubscribe = this.isConnected ? this.#hearth?.subscribe((state) => {
      this.state = state
      void this.look()
    }) : undefined
  }
}
