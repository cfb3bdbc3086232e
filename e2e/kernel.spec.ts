import { bundlePage } from './bench/site.js'
import { expect, test } from './fixtures.js'

test('the browser’s own SIMD gives to the bit what plain arithmetic gives, relaxed SIMD included', async ({ page }) => {
  await page.goto('about:blank')
  await page.addScriptTag({ type: 'module', content: await bundlePage('kernel') })
  const seen = await page.evaluate('globalThis.bench.compare()')
  expect(seen).toEqual({ taken: 'relaxed-simd', kernels: ['relaxed-simd', 'simd', 'relaxed-simd'], wrong: [], pool: { wasm: true, same: true } })
})
