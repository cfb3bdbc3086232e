import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import { findOrInstallChromium } from '../engines/chromium.js'
import { root, runTool } from './run.js'
import type { SuiteStep } from './step.js'

const Report = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    stats: v.object({ expected: v.number(), unexpected: v.number(), flaky: v.number(), skipped: v.number() }),
    errors: v.array(v.object({ message: v.optional(v.string(), '') })),
  }),
)

/** Playwright's specs in Chromium. */
export const browser: SuiteStep = {
  name: 'browser (Chromium)',
  run: async () => {
    const found = findOrInstallChromium()
    if (found === undefined) return { passed: 0, failed: 1, notes: ['no Chromium found and none could be installed; set HEARTH_BROWSER to one'] }
    console.log(`Chromium: ${found.path} (${found.how})`)
    const report = join(root, 'build/e2e/report.json')
    rmSync(report, { force: true })
    const ran = await runTool('@playwright/test/cli.js', ['test', '-c', 'e2e/playwright.config.ts'], { echo: true, env: { HEARTH_BROWSER: found.path } })
    const { stats, errors } = v.parse(Report, readFileSync(report, 'utf8'))
    const failed = stats.unexpected + stats.skipped + errors.length
    return { passed: stats.expected + stats.flaky, failed: failed === 0 && ran.code !== 0 ? 1 : failed, notes: [`${found.path} (${found.how})`, ...(stats.flaky === 0 ? [] : [`${String(stats.flaky)} passed only at the second try; the list above names them as flaky`]), ...errors.map((error) => error.message)] }
  },
}
