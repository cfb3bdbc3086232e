'use client'
import { createElement, useEffect, useRef, type ReactElement } from 'react'
import type { HearthElement } from '../elements/hearth-element.js'
import type { CentreStrings } from '../elements/strings/centre/en.js'
import type { BannerStrings, QuestionStrings } from '../elements/strings/strings.js'
import { useHearth } from './hearth-provider.js'

/** A custom element of Hearth as a component. Its code is loaded in the browser only: on the server there is nothing to extend. */
function elementComponent<Props extends object>(name: string, { floats = false } = {}): (props: Props) => ReactElement {
  return function ElementOfHearth(props: Props): ReactElement {
    const hearth = useHearth()
    const ref = useRef<HearthElement>(null)
    useEffect(() => {
      let current = true
      void import('../elements/define-elements.js').then(({ defineElements }) => {
        defineElements()
        if (!current || ref.current === null) return
        Object.assign(ref.current, { hearth }, props)
        ref.current.hidden = false
      })
      return () => {
        current = false
      }
    })
    // What floats over the page must take no room in its layout before it is known to float.
    return createElement(name, floats ? { ref, hidden: true } : { ref })
  }
}

export interface ConsentBannerProps {
  /** Whether a collector is set, so that the separate question about aggregates may be asked. */
  readonly aggregates?: boolean
  /** BCP 47; default: the page's own language. */
  readonly locale?: string
  /** Days that this site keeps an entry; 90 unless said. */
  readonly retentionDays?: number
  /** Address of the site's privacy notice. */
  readonly notice?: string
  /** The site's own words in place of ours. */
  readonly strings?: Partial<BannerStrings & QuestionStrings>
}

/** The banner "Privacy choices": shows itself while nothing is decided. */
export const ConsentBanner: (props: ConsentBannerProps) => ReactElement = elementComponent<ConsentBannerProps>('hearth-consent', { floats: true })

export interface PrivacyCentreProps {
  /** BCP 47; default: the page's own language. */
  readonly locale?: string
  /** The centre's own heading; empty for none, where the page has one. */
  readonly heading?: string
  /** False where no collector is set, so that there is no question to be asked. */
  readonly aggregates?: boolean
  /** The site's own words in place of ours. */
  readonly strings?: Partial<CentreStrings>
}

/** What is stored, what is believed, what was sent; pause, forget, export and withdraw. */
export const PrivacyCentre: (props: PrivacyCentreProps) => ReactElement = elementComponent<PrivacyCentreProps>('hearth-privacy-centre')
