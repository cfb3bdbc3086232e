#!/usr/bin/env node
// In a checkout the sources run through tsx, in this very process: a signal sent to `hearth collector` must reach the
// collector, and nothing may outlive it. In a published package there is only dist/cli.js.
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

if (existsSync(fileURLToPath(new URL('./main.ts', import.meta.url)))) {
  const { register } = await import('tsx/esm/api')
  register()
  await import('./main.ts')
} else {
  await import(new URL('../../dist/cli.js', import.meta.url).href)
}
