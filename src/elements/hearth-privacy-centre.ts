import { html, nothing, type TemplateResult } from 'lit/html.js'
import type { Hearth } from '../client/hearth.js'
import type { CentreActs, CentreMemory } from './centre/acts.js'
import { beliefs, hidden } from './centre/beliefs.js'
import { centreStyle } from './centre/centre-style.js'
import { choices } from './centre/choices.js'
import { lookAround, type Surroundings } from './centre/look-around.js'
import { part } from './centre/part.js'
import { keptFocus } from './centre/kept-focus.js'
import { reasons } from './centre/reasons.js'
import { saveFile } from './centre/save-file.js'
import { receipts, sent } from './centre/sent.js'
import { speechOf, type Speech } from './centre/speech.js'
import { stored } from './centre/stored.js'
import { take } from './centre/take.js'
import { whyOf, type Refused } from './centre/why.js'
import { contentTheme } from './content-theme.js'
import { ENGINE_WANTED, HearthElement, type PropertyDeclaration } from './hearth-element.js'
import { noticeName } from './notice-name.js'
import { centreLanguage, inEnglish, type LoadTexts } from './strings/centre/centre-language.js'
import type { CentreStrings } from './strings/centre/en.js'
import { fill } from './strings/fill.js'
import { inOwnWords } from './strings/in-own-words.js'
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
  static override readonly styles: readonly string[] = [theme, contentTheme, centreStyle]
  /** How a language's texts come: set where the element is defined, by the file that defines it. */
  static texts: LoadTexts = () => Promise.resolve(undefined)
  static override readonly properties: Readonly<Record<string, PropertyDeclaration>> = { strings: {}, heading: { attribute: 'heading' }, locale: { attribute: 'locale' }, aggregates: {}, around: {}, memory: {}, speech: {} }

  /** The site's own words in place of ours. */
  declare strings: Partial<CentreStrings> | undefined
  /** The centre's own heading; empty for none, where the page has one. */
  declare heading: string | undefined
  /** BCP 47; default: the page's own language. */
  declare locale: string | undefined
  /** False where the site asks no published question: then there is nothing to choose or to spend. Default: it may. */
  declare aggregates: boolean | undefined
  declare protected around: Surroundings | undefined
  declare protected memory: CentreMemory
  declare protected speech: Speech | undefined
  #round = 0
  #spoken: { readonly locale: string; readonly strings: Partial<CentreStrings> | undefined } | undefined
  #focus = keptFocus()

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

  protected override updated(): void {
    const page = this.ownerDocument.documentElement.lang
    const { locale = page, strings } = this
    if (this.#spoken?.locale !== locale || this.#spoken.strings !== strings) {
      const wanted = (this.#spoken = { locale, strings })
      void centreLanguage(locale, HearthPrivacyCentre.texts).then((language) => { if (wanted === this.#spoken) this.speech = speechOf(language, strings, page, locale) })
    }
    if (this.shadowRoot !== null) this.#focus.give(this.shadowRoot)
  }

  #remember(change: Partial<CentreMemory>): void {
    this.memory = { ...this.memory, ...change }
  }

  /** Runs one act and says what came of it; all surfaces look again, and the focus stays in the part where it was pressed. */
  async #act(press: Event, work: (hearth: Hearth) => Promise<Refused>, done?: () => string): Promise<void> {
    const { hearth } = this
    if (hearth === undefined) return
    this.#focus.from(press)
    // Emptied first: the same words again would not be read out.
    this.#remember({ said: '' })
    // Called before anything is awaited: a press that decides must still be on its way.
    const answer = await work(hearth)
    const { text } = this.#speech
    this.#remember({ said: /^(ok|erased|erase-blocked|ignored)$/.test(answer.status) ? (done?.() ?? text.done) : fill(text.failed, { why: whyOf(answer, text) }) })
    this.changed()
  }

  get #speech(): Speech {
    const page = this.ownerDocument.documentElement.lang
    return this.speech ?? speechOf(inEnglish, this.strings, page, this.locale ?? page)
  }

  readonly #acts: CentreActs = {
    decide: (choice, press) => void this.#act(press, (hearth) => hearth.consent.decide(choice, { source: 'centre', event: press, notice: noticeName('centre', this.#speech.tag, [this.#speech.text.lead, this.#speech.text.limit, this.#speech.text.aggregatesText]) })),
    pause: (paused, press) => void this.#act(press, (hearth) => (paused ? hearth.pause() : hearth.resume())),
    search: (query) => { this.#remember({ query, shown: PAGE }) },
    more: () => { this.#remember({ shown: this.memory.shown + PAGE }) },
    forget: (scope, press) => void this.#act(press, (hearth) => hearth.forget(scope)),
    wish: (topic, wish, press) => void this.#act(press, (hearth) => hearth.topics.wish(topic, wish)),
    hide: (item, press) => void this.#act(press, (hearth) => hearth.record({ kind: 'hide', item })),
    unhide: (item, press) => void this.#act(press, (hearth) => hearth.unhide(item)),
    spend: (year, press) => void this.#act(press, (hearth) => hearth.budget.limit({ year })),
    keep: (days, press) => void this.#act(press, (hearth) => hearth.retention.limit(days)),
    exportData: (press) => void this.#act(press, async (hearth) => {
      const answer = await hearth.exportData()
      if (answer.status === 'ok') saveFile(this.ownerDocument, 'hearth-export.json', answer.json)
      return answer
    }),
    importData: (file, press) => {
      let came = ''
      void this.#act(press, async (hearth) => {
        const answer = await hearth.importData(await file.text())
        if (answer.status === 'ok') came = fill(this.#speech.text.imported, { imported: answer.imported, skipped: answer.skipped })
        return answer
      }, () => came)
    },
    ask: (confirming) => {
      this.#focus.on(confirming ? '#sure' : '#take')
      this.#remember({ confirming, erasure: undefined })
    },
    forgetEverything: (press) => void this.#act(press, async (hearth) => {
      const answer = await hearth.forget('everything')
      this.#remember({ confirming: false, erasure: 'found' in answer ? answer : undefined })
      return answer
    }),
  }

  protected override render(): TemplateResult {
    const { around, memory } = this
    const speech = this.#speech
    const { text, tag, dir } = speech
    if (around === undefined || this.speech === undefined) return html`<p class="muted" lang=${tag} dir=${dir}>${text.loading}</p>`
    return html`
      <div class="centre" lang=${tag} dir=${dir}>
        ${this.heading === '' ? nothing : html`<h2>${this.heading ?? text.title}</h2>`}
        ${text.unreviewed === '' || inOwnWords(text, this.strings) ? nothing : html`<p class="mark">${text.unreviewed}</p>`}
        <p>${text.lead}</p><p class="muted small">${text.limit}</p>
        <p class="said" role="status">${memory.said}</p>
        ${choices(around, this.#acts, speech, this.aggregates !== false)}
        ${around.consent?.personalization === 'granted' ? this.#history(around, speech) : nothing}
        ${receipts(around, speech)}
        ${take(around, memory, this.#acts, speech)}
      </div>`
  }

  #history(around: Surroundings, speech: Speech): TemplateResult {
    const { text } = speech
    if (around.refused !== undefined) return part('stored', text.stored, undefined, html`<p>${fill(text.hiddenFromView, { why: whyOf(around.refused, text) })}</p>`)
    return html`${stored(around, this.memory, this.#acts, speech)}${beliefs(around, this.#acts, speech)}${reasons(around, this.#acts, speech)}${hidden(around, this.#acts, speech)}${this.aggregates === false && (around.ledger?.spent.lifetime ?? 0) === 0 ? nothing : sent(around, this.#acts, speech)}`
  }
}
