import { html, type TemplateResult } from 'lit/html.js'
import { percentDigits } from '../../core/privacy/odds.js'
import type { CentreLanguage } from '../strings/centre/centre-language.js'
import type { CentreStrings } from '../strings/centre/en.js'

/** How the centre speaks: the texts of one language, with dates, numbers and durations as that language writes them. */
export interface Speech {
  readonly tag: string
  readonly dir: 'ltr' | 'rtl'
  readonly text: CentreStrings
  day(at: string | number): string
  moment(at: string | number): string
  days(count: number): string
  number(value: number): string
  /** A probability that is never called certain where it is not. */
  percent(probability: number): string
  /** A text of the site's: in the page's language, whichever way it is written. */
  theirs(text: string): TemplateResult
}

/** `locale` is the one that was asked for: where it is of this language (`en-GB`), dates and numbers are written as there. */
export function speechOf({ tag, dir, text }: CentreLanguage, own: Partial<CentreStrings> | undefined, pageLanguage: string, locale: string): Speech {
  const written = writtenAs(tag, locale)
  const day = new Intl.DateTimeFormat(written, { dateStyle: 'medium' })
  const moment = new Intl.DateTimeFormat(written, { dateStyle: 'medium', timeStyle: 'short' })
  const days = new Intl.NumberFormat(written, { style: 'unit', unit: 'day', unitDisplay: 'long' })
  const plain = new Intl.NumberFormat(written, { maximumFractionDigits: 6 })
  return {
    tag,
    dir,
    text: { ...text, ...own },
    day: (at) => day.format(new Date(at)),
    moment: (at) => moment.format(new Date(at)),
    days: (count) => days.format(count),
    number: (value) => plain.format(value),
    percent: (probability) => {
      const digits = percentDigits(probability)
      return new Intl.NumberFormat(written, { style: 'percent', minimumFractionDigits: digits, maximumFractionDigits: digits }).format(probability)
    },
    theirs: (said) => html`<bdi lang=${pageLanguage}>${said}</bdi>`,
  }
}

function writtenAs(tag: string, locale: string): string {
  try {
    const [whole = tag] = Intl.getCanonicalLocales(locale)
    return whole.startsWith(`${tag}-`) ? whole : tag
  } catch {
    return tag
  }
}
