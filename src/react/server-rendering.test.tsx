import { createElement, StrictMode, type ReactElement } from 'react'
import { renderToString } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import type { Item, ItemId } from '../core/item.js'
import { ConsentBanner, HearthProvider, PrivacyCentre, Recommendations, useConsent, useEngineState, useHearth, useRecord } from './index.js'

const items: readonly Item[] = [{ id: 'a' as ItemId, title: 'First', url: '/a' }, { id: 'b' as ItemId, title: 'Second' }, { id: 'c' as ItemId, title: 'Third' }]

function Standing(): ReactElement {
  useRecord()
  return createElement('output', null, `${useEngineState().status} ${String(useHearth())} ${String(useConsent().view)}`)
}

describe('on a server', () => {
  it('renders what the site gave in the site’s own order, starts nothing, and names the elements', () => {
    const html = renderToString(
      <StrictMode>
        <HearthProvider options={{ assets: '/hearth/' }}><ConsentBanner aggregates /><Recommendations items={items} limit={2} /><PrivacyCentre /><Standing /></HearthProvider>
        <HearthProvider options={{ namespace: 'other' }}><Recommendations items={items}>{({ item }) => <b>{item.title}</b>}</Recommendations></HearthProvider>
      </StrictMode>,
    )
    expect(html).toContain('<output>loading undefined undefined</output>')
    expect(html).toMatch(/<hearth-consent hidden[^>]*>.*<hearth-privacy-centre>/s)
    expect([...html.matchAll(/<h3>.*?(First|Second|Third)/g)].map(([, title]) => title)).toEqual(['First', 'Second'])
    expect([...html.matchAll(/<b>(\w+)<\/b>/g)].map(([, title]) => title)).toEqual(['First', 'Second', 'Third'])
    // A strict policy forbids style attributes.
    expect(html).not.toContain('style=')
  })

  it('answers a hook that acts with a refusal, and never throws, without a provider', async () => {
    let record: ReturnType<typeof useRecord> | undefined
    const Acting = (): ReactElement => {
      record = useRecord()
      return <i />
    }
    renderToString(<Acting />)
    expect(await record?.({ kind: 'click', item: 'a' })).toEqual({ status: 'denied', purpose: 'personalization' })
  })
})
