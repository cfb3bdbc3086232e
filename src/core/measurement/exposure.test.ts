import { describe, expect, it } from 'vitest'
import type { Item, ItemId } from '../item.js'
import { createExposureAudit, disparity } from './exposure.js'

const item = (id: string, provider?: string): Item => ({ id: id as ItemId, title: id, ...(provider === undefined ? {} : { provider }) })

describe('createExposureAudit', () => {
  it('sets each group’s attention beside its part of the catalog and of the relevance', () => {
    const audit = createExposureAudit(({ provider }) => provider)
    audit.note([
      { item: item('a', 'large'), relevance: 1, position: 0 },
      { item: item('b', 'large'), relevance: 0, position: undefined },
      { item: item('c', 'small'), relevance: 1, position: 2 },
      { item: item('d', 'small'), relevance: 0, position: undefined },
      { item: item('e'), relevance: 9, position: 1 },
    ])
    const groups = audit.groups()
    // The first position weighs 1, the third a half.
    expect(groups).toEqual([
      { name: 'large', exposure: 1 / 1.5, catalog: 0.5, relevance: 0.5 },
      { name: 'small', exposure: 0.5 / 1.5, catalog: 0.5, relevance: 0.5 },
    ])
    expect(disparity(groups, 'catalog')).toBeCloseTo(1 / 6, 12)
  })

  it('finds nothing to move where every group has what it is due, and nothing at all where there is no group', () => {
    const audit = createExposureAudit(({ provider }) => provider)
    audit.note([{ item: item('a', 'one'), relevance: 1, position: 0 }])
    audit.note([{ item: item('b', 'two'), relevance: 1, position: 0 }])
    expect(disparity(audit.groups(), 'relevance')).toBe(0)
    expect(createExposureAudit(({ provider }) => provider).groups()).toEqual([])
  })
})
