import { describe, expect, it } from 'vitest'
import { linkOf } from './item.js'

describe('the link of an item', () => {
  it('is its address', () => {
    for (const url of ['/a1', 'a1?b=javascript:c', 'https://example.org/a', '//example.org/a', '#a', 'app://a', 'mailto:a@example.org', './data:a', '']) expect(linkOf({ url })).toBe(url)
    expect(linkOf({})).toBeUndefined()
  })

  it('is none where the address would run', () => {
    for (const url of ['javascript:alert(1)', 'JavaScript:alert(1)', ' \n\u0001javascript:alert(1)', 'java\nscript:alert(1)', 'javascript\t:alert(1)', 'vbscript:a', 'data:text/html,<script>alert(1)</script>']) expect(linkOf({ url })).toBeUndefined()
  })
})
