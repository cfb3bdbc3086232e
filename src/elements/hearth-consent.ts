import { html, nothing, type CSSResult, type PropertyDeclarations, type TemplateResult } from 'lit'
import type { ConsentView } from '../client/hearth.js'
import { bannerStyle } from './consent-style.js'
import { HearthElement } from './hearth-element.js'
import { en } from './strings/en.js'
import { theme } from './theme.js'

/**
 * `<hearth-consent>`: a region that asks, without standing in the way. It shows itself while nothing is decided, never
 * takes the focus, and only its two equal buttons decide. `show()` brings it back to change a choice; it is then that
 * the separate question about aggregates is offered, to those who allowed the first.
 */
export class HearthConsent extends HearthElement {
  static override styles: CSSResult[] = [theme, bannerStyle]
  static override properties: PropertyDeclarations = { strings: { attribute: false }, aggregates: { type: Boolean }, view: { state: true }, reopened: { state: true }, problem: { state: true }, busy: { state: true } }

  declare strings: typeof en.banner
  /** Whether a collector exists, so that the second question makes sense. */
  declare aggregates: boolean
  declare protected view: ConsentView | undefined
  declare protected reopened: boolean
  declare protected problem: boolean
  declare protected busy: boolean

  constructor() {
    super()
    this.strings = en.banner
    this.aggregates = false
    this.reopened = false
    this.problem = false
    this.busy = false
  }

  /** Opens the choices again, for a visitor who wants to change them. */
  show(): void {
    this.reopened = true
    void this.look()
  }

  protected override async look(): Promise<void> {
    const view = await this.hearth?.consent.read()
    this.view = view?.status === 'ok' ? view : undefined
  }

  protected override updated(): void {
    // A page that is tabbed through must not hide what has the focus behind the banner.
    this.ownerDocument.documentElement.style.scrollPaddingBlockEnd = this.#open ? `${String(this.offsetHeight)}px` : ''
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.ownerDocument.documentElement.style.scrollPaddingBlockEnd = ''
  }

  get #open(): boolean {
    if (this.view === undefined) return false
    return this.reopened || this.problem || (this.view.personalization === 'pending' && !this.view.signal)
  }

  async #decide(choice: 'granted' | 'denied', event: Event): Promise<void> {
    if (this.busy) return
    this.busy = true
    const answer = await this.hearth?.consent.decide({ personalization: choice }, { source: 'banner', event })
    this.busy = false
    this.problem = answer?.status !== 'ok' && choice === 'granted'
    if (!this.problem) this.reopened = false
    this.changed()
    void this.look()
  }

  async #answer(event: Event): Promise<void> {
    const box = event.currentTarget
    if (!(box instanceof HTMLInputElement)) return
    await this.hearth?.consent.decide({ aggregates: box.checked ? 'granted' : 'denied' }, { source: 'banner', event })
    this.changed()
    void this.look()
  }

  protected override render(): TemplateResult | typeof nothing {
    if (!this.#open || this.view === undefined) return nothing
    const text = this.strings
    const { personalization, aggregates } = this.view
    return html`
      <section role="region" aria-label=${text.label}>
        <h2>${text.title}</h2>
        <p>${text.purpose}</p>
        <p class="small">${text.storage}</p>
        <details class="small"><summary>${text.more}</summary><p>${text.limit}</p><p>${text.change}</p></details>
        ${this.reopened && personalization !== 'pending' ? html`<p class="small chosen">${text.chosen[personalization]}</p>` : nothing}
        ${this.problem ? html`<p class="small" role="status">${text.failed}</p>` : nothing}
        <div class="choices">
          <button type="button" ?disabled=${this.busy} @click=${(event: Event) => this.#decide('denied', event)}>${text.refuse}</button>
          <button type="button" ?disabled=${this.busy} @click=${(event: Event) => this.#decide('granted', event)}>${text.allow}</button>
        </div>
        ${this.reopened && this.aggregates && personalization === 'granted'
          ? html`<div class="second small"><p id="question">${text.aggregates}</p>
              <label><input type="checkbox" aria-describedby="question" .checked=${aggregates === 'granted'} @change=${this.#answer} /> ${text.aggregatesLabel}</label></div>`
          : nothing}
        ${this.reopened ? html`<button type="button" class="quiet close" @click=${() => { this.reopened = false }}>${text.close}</button>` : nothing}
      </section>
    `
  }
}
