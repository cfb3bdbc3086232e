'use client'
import { createElement, useEffect, useRef, type ReactElement } from 'react'
import type { HearthElement } from '../elements/hearth-element.js'
import { useHearth } from './hearth-provider.js'

/** A custom element of Hearth as a component. Its code is loaded in the browser only: on the server there is nothing to extend. */
function elementComponent<Props extends object>(name: string): (props: Props) => ReactElement {
  return function ElementOfHearth(props: Props): ReactElement {
    const hearth = useHearth()
    const ref = useRef<HearthElement>(null)
    useEffect(() => {
      void import('../elements/define-elements.js').then(({ defineElements }) => {
        defineElements()
        if (ref.current !== null) Object.assign(ref.current, { hearth }, props)
      })
    })
    return createElement(name, { ref })
  }
}

export interface ConsentBannerProps {
  /** Whether a collector is set, so that the separate question about aggregates may be asked. */
  readonly aggregates?: boolean
}

/** The banner "Privacy choices": shows itself while nothing is decided. */
export const ConsentBanner: (props: ConsentBannerProps) => ReactElement = elementComponent<ConsentBannerProps>('hearth-consent')

/** What is stored, what is believed, what was sent; pause, forget, export and withdraw. */
export const PrivacyCentre: (props: object) => ReactElement = elementComponent('hearth-privacy-centre')
