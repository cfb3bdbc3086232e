import { html, nothing, type TemplateResult } from 'lit/html.js'
import type { ConsentView } from '../client/hearth.js'
import { bannerStyle } from './consent-style.js'
import { HearthElement, type PropertyDeclaration } from './hearth-element.js'
import { noticeName } from './notice-name.js'
import { fill } from './strings/fill.js'
import { inOwnWords } from './strings/in-own-words.js'
import { languageOf, type Spoken } from './strings/language-of.js'
import type { BannerStrings, QuestionStrings } from './strings/strings.js'
import { theme } from './theme.js'

declare global {
  interface HTMLElementTagNameMap {
    'hearth-consent': HearthConsent
  }
}

/**
 * `<hearth-consent>`: a region that asks, without standing in the way. It shows itself while nothing is decided, never
 * takes the focus, and only its two equal buttons decide. `show()` brings it back to change a choice; it is then that
 * the separate question about aggregates is offered, to those who allowed the first.
 */
export class HearthConsent extends HearthElement {
  static override readonly styles: readonly string[] = [theme, bannerStyle]
  static override readonly properties: Readonly<Record<string, PropertyDeclaration>> = {
    strings: {},
    locale: { attribute: 'locale' },
    aggregates: { attribute: 'aggregates', type: 'boolean' },
    retentionDays: { attribute: 'retention-days', type: 'number' },
    notice: { attribute: 'notice' },
    view: {},
    reopened: {},
    problem: {},
    busy: {},
  }

  /** The site's own words in place of ours. */
  declare strings: Partial<BannerStrings & QuestionStrings> | undefined
  /** BCP 47; default: the page's own language. */
  declare locale: string | undefined
  /** Whether a collector exists, so that the second question makes sense. */
  declare aggregates: boolean
  /** Days that this site keeps an entry; 90 unless said. */
  declare retentionDays: number | undefined
  /** Address of the site's privacy notice. */
  declare notice: string | undefined
  declare protected view: ConsentView | undefined
  declare protected reopened: boolean
  declare protected problem: boolean
  declare protected busy: boolean
  /** Where the keyboard was when the visitor asked for the choices. */
  #cameFrom: HTMLElement | undefined

  /** Opens the choices again, for a visitor who wants to change them: as they asked, the focus comes along. */
  show(): void {
    const { activeElement } = this.ownerDocument
    this.#cameFrom = activeElement instanceof HTMLElement ? activeElement : undefined
    this.reopened = true
    void this.look().then(() => { requestAnimationFrame(() => this.shadowRoot?.querySelector('section')?.focus()) })
  }

  protected override async look(): Promise<void> {
    const view = await this.hearth?.consent.read()
    this.view = view?.status === 'ok' ? view : undefined
  }

  protected override updated(): void {
    // A page that is tabbed through must not hide what has the focus behind the banner.
    this.#scrollPadding(this.#open ? `${String(this.shadowRoot?.querySelector('section')?.offsetHeight ?? 0)}px` : '')
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#scrollPadding('')
  }

  #scrollPadding(size: string): void {
    this.ownerDocument.documentElement.style.scrollPaddingBlockEnd = size
  }

  get #open(): boolean {
    if (this.view === undefined) return false
    return this.reopened || this.problem || (this.view.personalization === 'pending' && !this.view.signal)
  }

  #close(): void {
    this.reopened = false
    this.problem = false
    this.#cameFrom?.focus()
    this.#cameFrom = undefined
  }

  async #decide(choice: 'granted' | 'denied', event: Event): Promise<void> {
    if (this.busy) return
    this.busy = true
    const { reopened } = this
    const answer = await this.hearth?.consent.decide({ personalization: choice }, { source: 'banner', event, notice: this.#noticeName })
    this.busy = false
    this.problem = answer?.status !== 'ok' && choice === 'granted'
    // Asked for again while the answer was carried out: then it stays.
    if (!this.problem && this.reopened === reopened) this.#close()
    this.changed()
  }

  get #language(): Spoken {
    return languageOf(this.locale ?? this.ownerDocument.documentElement.lang)
  }

  get #text(): BannerStrings {
    const text = { ...this.#language.banner, ...this.strings }
    return { ...text, storage: fill(text.storage, { days: this.retentionDays ?? 90 }) }
  }

  /** Names the very words that were shown, for the receipt. */
  get #noticeName(): string {
    const { title, purpose, storage, change, limit } = this.#text
    return noticeName('banner', this.#language.tag, [title, purpose, storage, change, limit])
  }

  protected override render(): TemplateResult | symbol {
    if (!this.#open || this.view === undefined) return nothing
    const language = this.#language
    const text = this.#text
    const { personalization, signal } = this.view
    return html`
      <section role="region" tabindex="-1" lang=${language.tag} dir=${language.rtl === true ? 'rtl' : 'ltr'} aria-label=${text.label}>
        <h2>${text.title}</h2>
        <p>${text.purpose}</p>
        <p class="small">${text.storage} ${text.change}</p>
        <details class="small"><summary>${text.more}</summary><p>${text.limit}</p>${this.notice === undefined ? nothing : html`<p><a href=${this.notice}>${text.notice}</a></p>`}</details>
        ${this.reopened && personalization !== 'pending' ? html`<p class="small said">${text[personalization]}</p>` : nothing}
        ${this.problem ? html`<p class="small" role="status">${text.failed}</p>` : nothing}
        ${this.#mark(language)}
        ${signal ? html`<p class="small said">${text.signal}</p>` : html`
          <div class="choices">
            <button type="button" ?disabled=${this.busy} @click=${(event: Event) => this.#decide('denied', event)}>${text.refuse}</button>
            <button type="button" ?disabled=${this.busy} @click=${(event: Event) => this.#decide('granted', event)}>${text.allow}</button>
          </div>`}
        ${this.reopened && this.aggregates && personalization === 'granted' ? html`<hearth-question .hearth=${this.hearth} .strings=${this.strings} .locale=${language.tag}></hearth-question>` : nothing}
        ${this.reopened ? html`<button type="button" class="quiet close" @click=${() => { this.#close() }}>${text.close}</button>` : nothing}
      </section>
    `
  }

  #mark({ unreviewed, banner }: Spoken): TemplateResult | symbol {
    return unreviewed === undefined || inOwnWords(banner, this.strings) ? nothing : html`<p class="mark">${unreviewed}</p>`
  }
}
