import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import * as v from 'valibot'
import type { Engine, EngineFound } from './engine.js'
import { executable } from './executable.js'
import { freePort } from './free-port.js'

const Answer = v.object({ value: v.unknown() })
const Refused = v.object({ error: v.string(), message: v.string() })
const Session = v.object({ sessionId: v.string(), capabilities: v.object({ browserName: v.string(), browserVersion: v.string() }) })
/** What the wrapped function hands to WebDriver's callback. */
const Called = v.union([v.object({ thrown: v.string() }), v.object({ answer: v.nullable(v.string()) })])

/** One WebDriver command over HTTP; rejects with the driver's own words. */
const command = async (base: string, method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<unknown> => {
  const response = await fetch(base + path, { method, ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }) })
  const { value } = v.parse(Answer, await response.json())
  if (response.ok) return value
  const refused = v.safeParse(Refused, value)
  throw new Error(refused.success ? `WebDriver ${method} ${path}: ${refused.output.error}: ${refused.output.message}` : `WebDriver ${method} ${path}: ${String(response.status)}`)
}

const answering = async (base: string, driver: ChildProcess): Promise<void> => {
  for (let waited = 0; waited < 20_000; waited += 200) {
    if (driver.exitCode !== null) throw new Error(`WebKitWebDriver ended with ${String(driver.exitCode)}`)
    try {
      await command(base, 'GET', '/status')
      return
    } catch {
      await sleep(200)
    }
  }
  throw new Error('WebKitWebDriver did not answer within 20 s')
}

/** Ends the driver with the X server and the browser it started, all in one process group. */
const end = async (driver: ChildProcess): Promise<void> => {
  if (driver.pid === undefined || driver.exitCode !== null) return
  const ended = new Promise<void>((resolve) => driver.once('exit', () => resolve()))
  process.kill(-driver.pid, 'SIGTERM')
  await Promise.race([ended, sleep(5000)])
}

/** WebKitGTK's MiniBrowser through its own WebDriver, on a virtual display. */
export const launchWebKit = async (driverPath: string, xvfbRun: string, miniBrowser: string): Promise<Engine> => {
  const port = await freePort()
  const home = mkdtempSync(join(tmpdir(), 'hearth-webkit-'))
  const driver = spawn(xvfbRun, ['-a', driverPath, `--port=${String(port)}`, '--host=127.0.0.1'], {
    detached: true,
    stdio: 'ignore',
    env: { ...process.env, HOME: home, XDG_DATA_HOME: join(home, 'data'), XDG_CACHE_HOME: join(home, 'cache'), WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1', NO_AT_BRIDGE: '1' },
  })
  const base = `http://127.0.0.1:${String(port)}`
  const stop = async (): Promise<void> => {
    await end(driver)
    rmSync(home, { recursive: true, force: true, maxRetries: 5 })
  }
  try {
    await answering(base, driver)
    const capabilities = { alwaysMatch: { browserName: 'MiniBrowser', 'webkitgtk:browserOptions': { binary: miniBrowser, args: ['--automation'] } } }
    const session = v.parse(Session, await command(base, 'POST', '/session', { capabilities }))
    const path = `/session/${session.sessionId}`
    await command(base, 'POST', `${path}/timeouts`, { script: 120_000, pageLoad: 60_000 })
    return {
      name: 'webkit',
      version: `${session.capabilities.browserName} (WebKitGTK) ${session.capabilities.browserVersion}`,
      open: async (url) => {
        await command(base, 'POST', `${path}/url`, { url })
      },
      back: async () => {
        await command(base, 'POST', `${path}/back`, {})
      },
      evaluate: async (source) => {
        const script = `const done = arguments[arguments.length - 1];
          (${source})().then((value) => done({ answer: JSON.stringify(value) ?? null }), (error) => done({ thrown: String(error && error.stack || error) }))`
        const called = v.parse(Called, await command(base, 'POST', `${path}/execute/async`, { script, args: [] }))
        if ('thrown' in called) throw new Error(called.thrown)
        return called.answer === null ? undefined : JSON.parse(called.answer)
      },
      close: async () => {
        await command(base, 'DELETE', path).catch(() => undefined)
        await stop()
      },
    }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Debian's WebKitGTK with its driver; needs a virtual display. */
export const findWebKit = (): EngineFound => {
  const driver = executable('WebKitWebDriver', '/usr/lib/webkit2gtk-4.1/WebKitWebDriver')
  const xvfb = executable('xvfb-run')
  const folders = ['x86_64-linux-gnu', 'aarch64-linux-gnu', ''].flatMap((arch) => ['webkitgtk-6.0', 'webkit2gtk-4.1', 'webkit2gtk-4.0'].map((api) => join('/usr/lib', arch, api, 'MiniBrowser')))
  const browser = executable(...folders, '/usr/libexec/webkit2gtk-4.1/MiniBrowser')
  if (driver === undefined || xvfb === undefined || browser === undefined) {
    const absent = [driver === undefined && 'WebKitWebDriver', xvfb === undefined && 'xvfb-run', browser === undefined && 'MiniBrowser'].filter((name) => name !== false)
    return { status: 'absent', name: 'webkit', why: `no ${absent.join(', no ')} (Debian: apt-get install webkit2gtk-driver xvfb)` }
  }
  return { status: 'found', name: 'webkit', where: browser, launch: () => launchWebKit(driver, xvfb, browser) }
}
