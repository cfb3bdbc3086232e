import type { Browser } from '@playwright/test'
import { InputFault } from '../input-fault.js'
import { counted } from '../counted.js'
import { check } from './check.js'
import type { Check } from './check.js'
import { fileChecks } from './files.js'
import { readInstalled } from './in-page/installed.js'
import type { Installed } from './in-page/installed.js'
import { policyChecks } from './policies.js'
import { inertCheck, trialChecks } from './trial.js'

/** Milliseconds after loading in which a tag that starts has started. */
const SETTLE_MS = 1500

/** Visits a page with a new profile and says how Hearth is installed there. Throws `InputFault` where the page does not answer. */
export async function examine(browser: Browser, url: string): Promise<readonly Check[]> {
  const context = await browser.newContext()
  try {
    const page = await context.newPage()
    // The loader that runs these sources wraps named functions in a call of this name, also those that are sent into the page.
    await page.addInitScript('globalThis.__name ??= (named) => named')
    const requested: string[] = []
    const failures: string[] = []
    page.on('request', (request) => requested.push(request.url()))
    page.on('pageerror', (error) => failures.push(error.message))
    const warnings: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'warning' && message.text().startsWith('Hearth: ')) warnings.push(message.text().slice('Hearth: '.length))
    })
    const answer = await page.goto(url, { waitUntil: 'load', timeout: 60_000 }).catch((error: unknown) => {
      throw new InputFault(`${url} could not be visited: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'unknown'}`)
    })
    await page.waitForTimeout(SETTLE_MS)
    const installed = await readInstalled(page)
    const status = answer?.status() ?? 0
    const checks: Check[] = [
      check('page', status > 0 && status < 400, `answered ${status}`),
      check('tag', installed.script !== undefined && installed.global === 'engine', tagDetail(installed)),
      check('secure', installed.secure, installed.secure ? 'a secure context' : 'not a secure context: Hearth needs HTTPS (or localhost)'),
    ]
    if (installed.script === undefined) return checks
    const headers = await answer?.headersArray() ?? []
    const named = (name: string): readonly string[] => headers.filter((header) => header.name.toLowerCase() === name).flatMap(({ value }) => value.split(','))
    checks.push(...policyChecks({ enforced: [...named('content-security-policy'), ...installed.metaPolicies], reportOnly: named('content-security-policy-report-only') }))
    checks.push(...(await fileChecks(context.request, installed, new URL(page.url()).origin)), ...layoutChecks(installed))
    if (installed.global !== 'engine') return checks
    checks.push(await inertCheck(page, installed.assets, requested), ...(await trialChecks(page)))
    checks.push(check('spelling', warnings.length === 0, warnings.length === 0 ? 'the tag warns of no setting or attribute that it cannot read' : warnings.join(' ')))
    checks.push(check('errors', failures.length === 0, failures.length === 0 ? 'nothing was thrown into the page' : `thrown into the page: ${failures.slice(0, 3).join('; ')}`))
    return checks
  } finally {
    await context.close()
  }
}

function tagDetail({ script, global }: Installed): string {
  if (script === undefined) return 'no script named hearth.js on this page: add <script async src="…/hearth.js"></script>'
  if (global === 'engine') return script
  return `${script} is on the page and did not start: it was blocked, is missing, or failed`
}

function layoutChecks({ slots, mode, consent, banner }: Installed): readonly Check[] {
  const lazy = slots.filter(({ lazyImages }) => lazyImages > 0)
  return [
    check('slots', slots.length > 0 || mode === 'observe', slots.length > 0 ? `${counted(slots.length, 'slot')}: ${slots.map(({ name }) => name).join(', ')}` : mode === 'observe' ? 'none, as the mode is observe' : 'none: mark one up with data-hearth-slot'),
    check('lazy-images', lazy.length === 0, lazy.length === 0 ? 'no lazily loaded image in a slot' : `${lazy.map(({ name, lazyImages }) => `${counted(lazyImages, 'lazy image')} in ${name}`).join(', ')}: in ranked order they tell the server the ranking; load all of them or none`),
    check('consent', consent !== 'banner' || banner, consent === 'banner' ? (banner ? 'the banner asks' : 'the banner is not there') : `data-consent is ${consent}: the site asks`),
  ]
}
