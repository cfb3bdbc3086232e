import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from '@playwright/test'
import { CHROMIUM_FLAGS, findChromium } from './engines/chromium.js'
import { databases } from './engine-page.js'
import { expect, test } from './fixtures.js'
import { call, openModule } from './module-page.js'

/** Words that are nowhere else, so that finding one on disk means that it came from the history. */
const CANARIES = ['Zwieselgrund', 'Quillfeather', 'Marmotshire']

/** The canaries as they might lie on disk: in UTF-8, in UTF-16 (how engines keep strings), in base64 at each offset, in hexadecimal. */
function encodings(word: string): readonly Buffer[] {
  const utf8 = Buffer.from(word)
  const base64 = [0, 1, 2].map((pad) => Buffer.from(Buffer.concat([Buffer.alloc(pad), utf8]).toString('base64').slice(pad === 0 ? 0 : 4, -4)))
  return [utf8, Buffer.from(word, 'utf16le'), ...base64, Buffer.from(utf8.toString('hex'))]
}

const NEEDLES = CANARIES.flatMap(encodings)

function findOnDisk(folder: string, needles: readonly Buffer[]): readonly string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true }).flatMap((entry) => {
    if (!entry.isFile()) return []
    const path = join(entry.parentPath, entry.name)
    try {
      const bytes = readFileSync(path)
      return needles.some((needle) => bytes.includes(needle)) ? [path.slice(folder.length + 1)] : []
    } catch {
      // The browser has just deleted it.
      return []
    }
  })
}

test('the browser’s own folder on disk: no word of the history while it is in use, and none after forgetting; a plain record is found', async ({ host }) => {
  const server = await host()
  const profile = mkdtempSync(join(tmpdir(), 'hearth-profile-'))
  const path = findChromium()?.path
  const context = await chromium.launchPersistentContext(profile, { args: CHROMIUM_FLAGS, ...(path === undefined ? {} : { executablePath: path }) })
  try {
    const page = await context.newPage()
    await openModule(page, server, { consent: 'api' })
    await call(page, 'consent.decide', { personalization: 'granted' })
    for (const [index, word] of CANARIES.entries()) {
      expect(await call(page, 'record', { kind: 'like', item: { id: `canary-${index}`, title: `${word} in the news`, category: word } })).toMatchObject({ status: 'ok' })
    }
    await call(page, 'topics.wish', CANARIES[0], 'boost')
    await call(page, 'rank')
    // Long enough for the engine to write its log to disk.
    await page.waitForTimeout(1500)
    expect(await databases(page)).toEqual(['hearth-consent', 'hearth-history'])
    expect(findOnDisk(profile, NEEDLES)).toEqual([])

    expect(await call(page, 'forget', 'everything')).toMatchObject({ status: 'erased', found: [] })
    expect(await databases(page)).toEqual(['hearth-consent'])
    await page.waitForTimeout(500)
    expect(findOnDisk(profile, NEEDLES)).toEqual([])

    // The mutant of this test: the same word stored without the cipher is found, so that finding nothing means something.
    await page.evaluate((word) => new Promise<void>((resolve, reject) => {
      const open = indexedDB.open('plain', 1)
      open.onupgradeneeded = () => { open.result.createObjectStore('events', { keyPath: 'id' }) }
      open.onerror = () => reject(open.error ?? new Error('no database'))
      open.onsuccess = () => {
        const tx = open.result.transaction('events', 'readwrite', { durability: 'strict' })
        tx.objectStore('events').put({ id: 'a', title: `${word} in the news` })
        tx.oncomplete = () => resolve()
      }
    }), CANARIES[0])
    await expect.poll(() => findOnDisk(profile, NEEDLES).length).toBeGreaterThan(0)
  } finally {
    await context.close()
    rmSync(profile, { recursive: true, force: true })
  }
})
