import { html, nothing, type TemplateResult } from 'lit/html.js'
import type { PlacedItem } from '../client/hearth.js'
import { linkOf } from '../core/item.js'
import type { Item } from '../core/item.js'
import { contentTheme } from './content-theme.js'
import { HearthElement, type PropertyDeclaration } from './hearth-element.js'
import { recommendationsStyle } from './recommendations-style.js'
import { recommendationWords } from './strings/recommendation-words.js'
import type { RecommendationStrings } from './strings/strings.js'
import { theme } from './theme.js'

/** A reason is worth a line when it makes up at least this share of the strongest one. */
const WORTH_SAYING = 0.15

type Card = PlacedItem & { readonly item: Item }

declare global {
  interface HTMLElementTagNameMap {
    'hearth-recommendations': HearthRecommendations
  }
}

/**
 * `<hearth-recommendations>`: cards from `rank()`, each with "Why this?" and a way to hide it. It loads no pictures: one
 * that is fetched only because it ranks first would tell the server the ranking. Without an answer it shows what the
 * site put inside it.
 */
export class HearthRecommendations extends HearthElement {
  static override readonly styles: readonly string[] = [theme, contentTheme, recommendationsStyle]
  static override readonly properties: Readonly<Record<string, PropertyDeclaration>> = {
    strings: {},
    items: {},
    exclude: {},
    cards: {},
    said: {},
    locale: { attribute: 'locale' },
    limit: { attribute: 'limit', type: 'number' },
    slotName: { attribute: 'slot-name' },
    heading: { attribute: 'heading' },
  }

  /** The site's own words in place of ours. */
  declare strings: Partial<RecommendationStrings> | undefined
  /** BCP 47; default: the page's own language. */
  declare locale: string | undefined
  /** Ranked instead of the catalog, where given. */
  declare items: readonly Item[] | undefined
  declare exclude: readonly string[] | undefined
  declare limit: number | undefined
  declare slotName: string | undefined
  declare heading: string | undefined
  declare protected cards: readonly Card[] | undefined
  declare protected said: boolean

  protected override async look(): Promise<void> {
    const status = this.state?.status
    if (status !== 'ready' && status !== 'degraded') {
      if (status !== 'loading') this.cards = undefined
      return
    }
    const { items, exclude, limit = 6 } = this
    const ranking = await this.hearth?.rank({ slot: this.#slot, limit, ...(items === undefined ? {} : { items }), ...(exclude === undefined ? {} : { exclude }) })
    if (ranking?.status !== 'ranked') return
    const known = new Map(items?.map((item) => [item.id, item]))
    // A browser that is to keep the original order keeps what the site put here.
    this.cards = ranking.arm === 'original' ? undefined : ranking.items.flatMap((placed) => {
      const item = placed.item ?? known.get(placed.id)
      return item === undefined ? [] : [{ ...placed, item }]
    })
  }

  async #record(kind: 'click' | 'hide', item: Item): Promise<void> {
    await this.hearth?.record({ kind, item, slot: this.#slot })
    this.said = kind === 'hide'
    this.changed()
  }

  get #slot(): string {
    return this.slotName ?? 'recommendations'
  }

  protected override render(): TemplateResult {
    const { tag, words } = recommendationWords(this.locale ?? this.ownerDocument.documentElement.lang)
    const text = { ...words, ...this.strings }
    if (this.cards === undefined || this.cards.length === 0) return html`<slot></slot>`
    return html`
      <section aria-label=${this.heading ?? text.region}>
        ${this.heading === '' ? nothing : html`<h2 lang=${this.heading === undefined ? tag : nothing}>${this.heading ?? text.title}</h2>`}
        <ul class="cards">${this.cards.map((card) => this.#card(card, text, tag))}</ul>
        <p class="said small" role="status" lang=${tag}>${this.said ? text.hidden : nothing}</p>
      </section>
    `
  }

  #card(card: Card, text: RecommendationStrings, tag: string): TemplateResult {
    const { item } = card
    const link = linkOf(item)
    const about = text.about.replace('{title}', () => item.title)
    const strongest = card.reasons.reduce((most, { weight }) => Math.max(most, weight), 0)
    const reasons = card.reasons.filter(({ weight }) => weight > 0 && weight >= strongest * WORTH_SAYING).slice(0, 3)
    return html`
      <li>
        <article data-id=${item.id}>
          ${item.category === undefined ? nothing : html`<p class="category">${item.category}</p>`}
          <h3>${link === undefined ? item.title : html`<a href=${link} @click=${() => this.#record('click', item)}>${item.title}</a>`}</h3>
          ${item.text === undefined ? nothing : html`<p class="text">${item.text}</p>`}
          <div class="actions" lang=${tag}>
            ${reasons.length === 0 ? nothing : html`
              <details><summary>${text.why}<span class="unseen">${about}</span></summary>
                <ul>${reasons.map((reason) => html`<li>${reason.text}</li>`)}</ul></details>`}
            <button type="button" class="quiet" @click=${() => this.#record('hide', item)}>${text.hide}<span class="unseen">${about}</span></button>
          </div>
        </article>
      </li>
    `
  }
}
