import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chromium } from '@playwright/test'
import { executable } from './executable.js'

/** Flags under which Chromium asks the network for nothing of its own and gives WebGPU through SwiftShader. */
export const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
]

export interface ChromiumFound {
  readonly path: string
  /** How it was found, for people. */
  readonly how: string
}

/** A browser that was downloaded without its system libraries is there and does not start. */
const starts = (path: string): boolean => {
  try {
    execFileSync(path, ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

const own = (): string | undefined => {
  const path = chromium.executablePath()
  return existsSync(path) && starts(path) ? path : undefined
}

/** `HEARTH_BROWSER`, else a system Chromium or Chrome, else Playwright's own. Installs nothing. */
export const findChromium = (): ChromiumFound | undefined => {
  const chosen = process.env['HEARTH_BROWSER']
  if (chosen !== undefined && chosen !== '') return { path: chosen, how: 'HEARTH_BROWSER' }
  const system = executable('chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome')
  if (system !== undefined) return { path: system, how: 'the system' }
  const playwrights = own()
  return playwrights === undefined ? undefined : { path: playwrights, how: 'Playwright' }
}

const attempt = (program: string, args: readonly string[]): boolean => {
  try {
    execFileSync(program, args, { stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })
    return true
  } catch {
    return false
  }
}

/** As `findChromium`, but installs one where there is none: Playwright's, else Debian's package when root. */
export const findOrInstallChromium = (): ChromiumFound | undefined => {
  const found = findChromium()
  if (found !== undefined) return found
  console.log('no browser found: trying `playwright install chromium`')
  if (attempt('npx', ['playwright', 'install', 'chromium'])) {
    const path = own()
    if (path !== undefined) return { path, how: 'installed by Playwright' }
  }
  if (process.getuid?.() !== 0) return undefined
  console.log('trying `apt-get install chromium`')
  if (attempt('apt-get', ['update']) && attempt('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'])) {
    const path = executable('chromium')
    if (path !== undefined) return { path, how: 'installed by apt-get' }
  }
  return undefined
}
