import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { packageRoot } from '../package-root.js'
import { auditConsent } from './consent-paths.js'
import type { ConsentAudit } from './consent-paths.js'
import { consentProgram } from './consent-program.js'
import type { Progress } from '../progress.js'

const audit = (root: string, progress?: Progress): ConsentAudit => auditConsent(consentProgram(root, progress), root, progress)

describe('the sources as they are', () => {
  const steps: (readonly [number, number])[] = []
  const found = audit(packageRoot, (done, total) => steps.push([done, total]))

  it('are read and looked through file by file, and each step is told', () => {
    const total = steps[0]?.[1] ?? 0
    expect(total).toBeGreaterThan(100)
    // Once while they are read, once while they are looked through, each from the first to the last.
    expect(steps.filter(([done]) => done === 1)).toHaveLength(2)
    expect(steps.at(-1)).toEqual([total, total])
    expect(steps.every(([done, all]) => done <= all && all === total)).toBe(true)
  })

  it('take a grant wherever they touch visitor data', () => {
    expect(found.ungranted).toEqual([])
    const names = found.paths.map(({ name }) => name)
    for (const method of ['revision', 'whole', 'append', 'appendAll', 'remove', 'writeState']) expect(names).toContain(`createHistoryStore.${method}`)
    expect(found.paths.filter(({ grant }) => grant === 'Grant<"aggregates">').map(({ name }) => name)).toContain('createConsentDatabase.release')
  })

  it('say why wherever they need none', () => {
    for (const { why } of found.exempt) expect(why.length).toBeGreaterThan(20)
    expect(new Set(found.exempt.map(({ file }) => file))).toEqual(new Set(['src/adapters/database.ts', 'src/adapters/release-store.ts', 'src/client/asset-cache.ts', 'src/client/decision-store.ts', 'src/client/erasure.ts']))
  })
})

describe('a mutant of the sources is caught', () => {
  let root = ''
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'hearth-audit-'))
    for (const room of ['core', 'adapters', 'protocol', 'storage', 'client']) cpSync(join(packageRoot, 'src', room), join(root, 'src', room), { recursive: true })
    symlinkSync(join(packageRoot, 'node_modules'), join(root, 'node_modules'))
  })
  afterAll(() => rmSync(root, { recursive: true, force: true }))

  const mutated = (file: string, change: (source: string) => string): ConsentAudit => {
    const path = join(root, file)
    const before = readFileSync(path, 'utf8')
    const after = change(before)
    expect(after).not.toBe(before)
    writeFileSync(path, after)
    try {
      return audit(root)
    } finally {
      writeFileSync(path, before)
    }
  }

  it('that reads the history without a grant', () => {
    const { ungranted } = mutated('src/adapters/history-store.ts', (source) => source.replace('    close: () => database.close(),', '    close: async () => { await database.use((connection) => connection.getAll("events")); await database.close() },'))
    expect(ungranted.map(({ name }) => name)).toEqual(['createHistoryStore.close'])
  })

  it('that takes a grant and never has it checked', () => {
    const { ungranted } = mutated('src/adapters/history-store.ts', (source) => source.replace("if (!covers(grant, 'personalization',", "if (!covers(undefined, 'personalization',"))
    expect(ungranted.map(({ name }) => name)).toEqual(expect.arrayContaining(['createHistoryStore.revision', 'readWhole']))
  })

  it('that adds a method without a grant to a port', () => {
    const { ungranted } = mutated('src/core/ports.ts', (source) => source.replace('export interface HistoryStore {', 'export interface HistoryStore {\n  peek?(): Promise<readonly InteractionEvent[]>'))
    expect(ungranted.map(({ name }) => name)).toEqual(['HistoryStore.peek'])
  })

  it('that has a grant checked, but not around the place where it is used', () => {
    const { ungranted } = mutated('src/adapters/history-store.ts', (source) => source.replace('if (await database.exists()) return open(grant, work)', '').replace('guarded(grant, () => openIfThere(', 'open(grant, work) ?? guarded(grant, () => openIfThere('))
    expect(ungranted.map(({ name }) => name)).toEqual(expect.arrayContaining(['createHistoryStore.open.cipher']))
  })

  it('that brings a new file with a power of its own: a database, a storage key, a cookie, a cache, a file of the origin', () => {
    const powers = {
      database: "import { openDB } from 'idb'\nexport const keep = async (value: string): Promise<unknown> => (await openDB('side', 1)).put('events', value)\n",
      key: "export const keep = (value: string): void => localStorage.setItem('hearth', value)\n",
      cookie: 'export const keep = (value: string): string => (document.cookie = value)\n',
      cache: "export const keep = async (value: string): Promise<void> => (await caches.open('side')).put('/kept', new Response(value))\n",
      file: "export const keep = async (name: string): Promise<unknown> => (await navigator.storage.getDirectory()).getFileHandle(name, { create: true })\n",
    }
    const path = (power: string): string => `src/adapters/side-${power}.ts`
    for (const [power, source] of Object.entries(powers)) writeFileSync(join(root, path(power)), source)
    const { ungranted } = audit(root)
    for (const power of Object.keys(powers)) rmSync(join(root, path(power)))
    expect(new Set(ungranted.map(({ name, file }) => `${file} ${name}`))).toEqual(new Set(Object.keys(powers).map((power) => `${path(power)} keep`)))
  })
})
