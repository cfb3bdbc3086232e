import { html, nothing, type TemplateResult } from 'lit/html.js'
import type { Hearth } from '../client/hearth.js'
import type { CentreActs, CentreMemory } from './centre/acts.js'
import { beliefs, hidden } from './centre/beliefs.js'
import { centreStyle } from './centre/centre-style.js'
import { choices } from './centre/choices.js'
import { lookAround, type Surroundings } from './centre/look-around.js'
import { reasons } from './centre/reasons.js'
import { saveFile } from './centre/save-file.js'
import { receipts, sent } from './centre/sent.js'
import { stored } from './centre/stored.js'
import { take } from './centre/take.js'
import { ENGINE_WANTED, HearthElement, type PropertyDeclaration } from './hearth-element.js'
import { centreEn, fill, type CentreStrings } from './strings/centre-en.js'
import { theme } from './theme.js'

/** Records that are shown at first, and again with each press on “Show more”. */
const PAGE = 25

declare global {
  interface HTMLElementTagNameMap {
    'hearth-privacy-centre': HearthPrivacyCentre
  }
}

/**
 * `<hearth-privacy-centre>`: what is stored, what is believed, why what is recommended, what was sent; with the way to
 * correct, pause, take along and erase each. The only place where Global Privacy Control can be overridden.
 */
export class HearthPrivacyCentre extends HearthElement {
  static override readonly styles: readonly string[] = [theme, centreStyle]
  static override readonly properties: Readonly<Record<string, PropertyDeclaration>> = { strings: {}, heading: { attribute: 'heading' }, around: {}, memory: {} }

  /** The site's own words in place of ours. */
  declare strings: Partial<CentreStrings> | undefined
  /** The centre's own heading; empty for none, where the page has one. */
  declare heading: string | undefined
  declare protected around: Surroundings | undefined
  declare protected memory: CentreMemory
  #round = 0

  constructor() {
    super()
    this.memory = { query: '', shown: PAGE, confirming: false, erasure: undefined, said: '' }
  }

  override connectedCallback(): void {
    super.connectedCallback()
    if (this.hearth === undefined) this.dispatchEvent(new CustomEvent(ENGINE_WANTED, { bubbles: true, composed: true }))
  }

  protected override async look(): Promise<void> {
    if (this.hearth === undefined || this.state?.status === 'loading') return
    this.#round += 1
    const mine = this.#round
    const around = await lookAround(this.hearth)
    if (mine === this.#round) this.around = around
  }

  #remember(change: Partial<CentreMemory>): void {
    this.memory = { ...this.memory, ...change }
  }

  /** Runs one act and says what came of it; all surfaces look again. */
  async #act(work: (hearth: Hearth) => Promise<{ readonly status: string; readonly message?: string }>, done = this.#text.done): Promise<void> {
    const { hearth } = this
    if (hearth === undefined) return
    // Called before anything is awaited: a press that decides must still be on its way.
    const answer = await work(hearth)
    this.#remember({ said: /^(ok|erased|erase-blocked|ignored)$/.test(answer.status) ? done : fill(this.#text.failed, { why: answer.message ?? answer.status }) })
    this.changed()
  }

  get #text(): CentreStrings {
    return { ...centreEn, ...this.strings }
  }

  readonly #acts: CentreActs = {
    decide: (choice, event) => void this.#act((hearth) => hearth.consent.decide(choice, { source: 'centre', event })),
    pause: (paused) => void this.#act((hearth) => (paused ? hearth.pause() : hearth.resume())),
    search: (query) => { this.#remember({ query, shown: PAGE }) },
    more: () => { this.#remember({ shown: this.memory.shown + PAGE }) },
    forget: (scope) => void this.#act((hearth) => hearth.forget(scope)),
    wish: (topic, wish) => void this.#act((hearth) => hearth.topics.wish(topic, wish)),
    hide: (item) => void this.#act((hearth) => hearth.record({ kind: 'hide', item })),
    unhide: (item) => void this.#act((hearth) => hearth.unhide(item)),
    spend: (year) => void this.#act((hearth) => hearth.budget.limit({ year })),
    keep: (days) => void this.#act((hearth) => hearth.retention.limit(days)),
    exportData: () => void this.#act(async (hearth) => {
      const answer = await hearth.exportData()
      if (answer.status === 'ok') saveFile(this.ownerDocument, 'hearth-export.json', answer.json)
      return answer
    }),
    importData: (file) => void this.#act(async (hearth) => {
      const answer = await hearth.importData(await file.text())
      return answer.status === 'ok' ? { status: 'ok' } : answer
    }),
    ask: (confirming) => { this.#remember({ confirming, erasure: undefined }) },
    forgetEverything: () => void this.#act(async (hearth) => {
      const answer = await hearth.forget('everything')
      this.#remember({ confirming: false, erasure: 'found' in answer ? answer : undefined })
      return answer
    }),
  }

  protected override render(): TemplateResult {
    const { around, memory } = this
    const text = this.#text
    const acts = this.#acts
    if (around === undefined) return html`<p class="muted">${text.loading}</p>`
    const granted = around.consent?.personalization === 'granted'
    return html`
      <div class="centre">
        ${this.heading === '' ? nothing : html`<h2>${this.heading ?? text.title}</h2>`}
        <p>${text.lead}</p><p class="muted small">${text.limit}</p>
        <p class="said" role="status">${memory.said}</p>
        ${choices(around, acts, text)}
        ${granted ? html`${stored(around, memory, acts, text)}${beliefs(around, acts, text)}${reasons(around, acts, text)}${hidden(around, acts, text)}${sent(around, acts, text)}` : nothing}
        ${receipts(around, text)}
        ${take(around, memory, acts, text)}
      </div>`
  }
}
