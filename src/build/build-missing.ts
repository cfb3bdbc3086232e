import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { magazinePages } from '../demo/pages/magazine-plugin.js'
import { artworkStep, MAGAZINE } from './artwork.js'
import { assetsStep } from './assets.js'
import { BUNDLES, bundleStep } from './bundle.js'
import { catalogStep } from './catalog.js'
import { declarationsStep } from './declarations.js'
import { writeManifest } from './dist-manifest.js'
import { siteStep } from './pages.js'
import { demo, dist, root } from './paths.js'
import type { Outcome, Step } from './step.js'
import { runStep } from './step.js'

const distSteps: readonly Step[] = [
  assetsStep,
  ...BUNDLES.map(bundleStep),
  siteStep({ name: 'dashboard', from: 'src/collector/dashboard', to: join(dist, 'dashboard'), base: './', inputs: ['src/core', 'src/collector', 'package-lock.json'] }),
  declarationsStep,
]

const demoSteps: readonly Step[] = [
  siteStep({
    name: 'demo-pages',
    from: 'src/demo/pages',
    to: demo,
    base: '/',
    inputs: ['src/demo', 'src/core', 'src/protocol', 'src/storage', 'src/client', 'src/elements', 'src/script', 'src/react', 'src/docs', 'package-lock.json'],
    engine: true,
    plugins: () => [magazinePages(readFileSync(join(root, MAGAZINE), 'utf8'))],
  }),
  artworkStep,
  catalogStep,
]

export interface BuildOptions {
  /** Builds every part, also those whose sources have not changed. */
  readonly always?: boolean
  /** `dist` leaves the demo out, `what is served` the declarations, which take the longest and no browser asks for. */
  readonly only?: 'dist' | 'what is served' | 'everything'
  /** Hears each part's outcome as it comes. */
  readonly onOutcome?: (outcome: Outcome) => void
}

/** Builds what is missing or out of date, `dist/` first, its manifest after the last file. Parts that fail do not stop the others. */
export const buildMissing = async (options: BuildOptions = {}): Promise<readonly Outcome[]> => {
  const outcomes: Outcome[] = []
  const run = async (steps: readonly Step[]): Promise<void> => {
    for (const step of steps) {
      const outcome = await runStep(step, { always: options.always ?? false })
      outcomes.push(outcome)
      options.onOutcome?.(outcome)
    }
  }
  await run(options.only === 'what is served' ? distSteps.filter((step) => step !== declarationsStep) : distSteps)
  writeManifest()
  if (options.only !== 'dist') await run(demoSteps)
  return outcomes
}
