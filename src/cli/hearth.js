#!/usr/bin/env node
// In a checkout the sources run through tsx; in a published package there is only dist/cli.js.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'

const source = fileURLToPath(new URL('./main.ts', import.meta.url))

if (existsSync(source)) {
  const tsx = fileURLToPath(import.meta.resolve('tsx'))
  const child = spawnSync(process.execPath, ['--import', pathToFileURL(tsx).href, source, ...process.argv.slice(2)], { stdio: 'inherit' })
  process.exitCode = child.status ?? 1
} else {
  await import(new URL('../../dist/cli.js', import.meta.url).href)
}
