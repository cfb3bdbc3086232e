import { html, nothing, type CSSResult, type PropertyDeclarations, type TemplateResult } from 'lit'
import type { PlacedItem } from '../client/hearth.js'
import type { Item } from '../core/item.js'
import { HearthElement } from './hearth-element.js'
import { recommendationsStyle } from './recommendations-style.js'
import { en } from './strings/en.js'
import { theme } from './theme.js'

/** A reason is worth a line when it makes up at least this share of the strongest one. */
const WORTH_SAYING = 0.15

type Card = PlacedItem & { readonly item: Item }

/**
 * `<hearth-recommendations>`: cards from `rank()`, each with "Why this?" and a way to hide it. It loads no pictures: one
 * that is fetched only because it ranks first would tell the server the ranking. Without an answer it shows what the
 * site put inside it.
 */
export class HearthRecommendations extends HearthElement {
  static override styles: CSSResult[] = [theme, recommendationsStyle]
  static override properties: PropertyDeclarations = { strings: { attribute: false }, items: { attribute: false }, exclude: { attribute: false }, limit: { type: Number }, slotName: { attribute: 'slot-name' }, heading: {}, cards: { state: true }, said: { state: true } }

  declare strings: typeof en.recommendations
  /** Ranked instead of the catalog, where given. */
  declare items: readonly Item[] | undefined
  declare exclude: readonly string[] | undefined
  declare limit: number
  declare slotName: string
  declare heading: string | undefined
  declare protected cards: readonly Card[] | undefined
  declare protected said: string

  constructor() {
    super()
    this.strings = en.recommendations
    this.limit = 6
    this.slotName = 'recommendations'
    this.said = ''
  }

  protected override async look(): Promise<void> {
    const status = this.state?.status
    if (status !== 'ready' && status !== 'degraded') {
      if (status !== 'loading') this.cards = undefined
      return
    }
    const { items, exclude, limit, slotName } = this
    const ranking = await this.hearth?.rank({ slot: slotName, limit, ...(items === undefined ? {} : { items }), ...(exclude === undefined ? {} : { exclude }) })
    if (ranking?.status !== 'ranked') return
    const known = new Map(items?.map((item) => [item.id, item]))
    this.cards = ranking.items.flatMap((placed) => {
      const item = placed.item ?? known.get(placed.id)
      return item === undefined ? [] : [{ ...placed, item }]
    })
  }

  async #record(kind: 'click' | 'hide', item: Item): Promise<void> {
    await this.hearth?.record({ kind, item, slot: this.slotName })
    if (kind === 'hide') this.said = this.strings.hidden
    this.changed()
  }

  protected override render(): TemplateResult {
    const text = this.strings
    if (this.cards === undefined || this.cards.length === 0) return html`<slot></slot>`
    return html`
      <section aria-label=${this.heading ?? text.region}>
        ${this.heading === '' ? nothing : html`<h2>${this.heading ?? text.title}</h2>`}
        <ul class="cards">${this.cards.map((card) => this.#card(card))}</ul>
        <p class="said small" role="status">${this.said}</p>
      </section>
    `
  }

  #card(card: Card): TemplateResult {
    const text = this.strings
    const { item } = card
    const strongest = card.reasons.reduce((most, { weight }) => Math.max(most, weight), 0)
    const reasons = card.reasons.filter(({ weight }) => weight > 0 && weight >= strongest * WORTH_SAYING).slice(0, 3)
    return html`
      <li>
        <article data-id=${item.id}>
          ${item.category === undefined ? nothing : html`<p class="category">${item.category}</p>`}
          <h3>${item.url === undefined ? item.title : html`<a href=${item.url} @click=${() => this.#record('click', item)}>${item.title}</a>`}</h3>
          ${item.text === undefined ? nothing : html`<p class="text">${item.text}</p>`}
          <div class="actions">
            ${reasons.length === 0 ? nothing : html`
              <details><summary>${text.why}<span class="unseen"> ${text.about(item.title)}</span></summary>
                <ul>${reasons.map((reason) => html`<li>${reason.text}</li>`)}</ul></details>`}
            <button type="button" class="quiet" @click=${() => this.#record('hide', item)}>${text.hide}<span class="unseen"> ${text.about(item.title)}</span></button>
          </div>
        </article>
      </li>
    `
  }
}
