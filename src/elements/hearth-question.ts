import { html, nothing, type TemplateResult } from 'lit/html.js'
import { css } from './css.js'
import { HearthElement, type PropertyDeclaration } from './hearth-element.js'
import { noticeName } from './notice-name.js'
import { questionWords } from './strings/question-words.js'
import type { QuestionStrings } from './strings/strings.js'
import { theme } from './theme.js'

declare global {
  interface HTMLElementTagNameMap {
    'hearth-question': HearthQuestion
  }
}

const style = css`
  :host { display: block; border-block-start: 1px solid var(--line); margin-block-start: 0.75rem; padding-block-start: 0.75rem; }
  p { max-width: 68ch; text-wrap: pretty; }
  label { display: flex; gap: 0.6rem; align-items: center; min-height: 40px; width: fit-content; cursor: pointer; }
  input { inline-size: 20px; block-size: 20px; accent-color: var(--ember); }
`

/**
 * `<hearth-question>`: whether this browser may answer published questions. The banner puts it below the choice of those
 * who allowed the first purpose; its code comes with the engine, since nobody else is ever asked.
 */
export class HearthQuestion extends HearthElement {
  static override readonly styles: readonly string[] = [theme, style]
  static override readonly properties: Readonly<Record<string, PropertyDeclaration>> = { strings: {}, locale: {}, granted: {} }

  /** The site's own words in place of ours. */
  declare strings: Partial<QuestionStrings> | undefined
  declare locale: string | undefined
  /** Undefined until it is known. */
  declare protected granted: boolean | undefined

  protected override async look(): Promise<void> {
    const view = await this.hearth?.consent.read()
    this.granted = view?.status === 'ok' ? view.aggregates === 'granted' : undefined
  }

  async #answer(event: Event): Promise<void> {
    const box = event.currentTarget
    if (!(box instanceof HTMLInputElement)) return
    await this.hearth?.consent.decide({ aggregates: box.checked ? 'granted' : 'denied' }, { source: 'banner', event, notice: noticeName('question', this.locale ?? '', [{ ...questionWords(this.locale), ...this.strings }.aggregates]) })
    this.changed()
  }

  protected override render(): TemplateResult | symbol {
    if (this.granted === undefined) return nothing
    const text = { ...questionWords(this.locale), ...this.strings }
    return html`
      <p class="small" id="question">${text.aggregates}</p>
      <label class="small"><input type="checkbox" aria-describedby="question" .checked=${this.granted} @change=${this.#answer} /> ${text.aggregatesLabel}</label>
    `
  }
}
