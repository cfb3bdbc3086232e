import { defineConfig } from '@playwright/test'
import { CHROMIUM_FLAGS, findChromium } from './engines/chromium.js'

const browser = findChromium()

export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.ts',
  outputDir: '../build/e2e',
  fullyParallel: false,
  // Each test has its own page, server and ports; two suit a machine of two cores.
  workers: 2,
  forbidOnly: true,
  // On a shared machine a deadline can pass once; what passes only at the second try is named. Specs of the privacy invariants set this to none.
  retries: process.env['CI'] === 'true' ? 1 : 0,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: [['list'], ['json', { outputFile: '../build/e2e/report.json' }]],
  use: {
    browserName: 'chromium',
    headless: true,
    launchOptions: { args: CHROMIUM_FLAGS, ...(browser === undefined ? {} : { executablePath: browser.path }) },
    // Tracing every test takes time of all of them; `--trace on` makes one.
    trace: 'on-first-retry',
  },
})
