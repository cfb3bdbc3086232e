import { mkdtempSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { makeFolder } from './make-folder.js'

describe('makeFolder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hearth-folder-'))

  it('makes what is missing above it, and again makes nothing', () => {
    const path = join(folder, 'a/b/c')
    makeFolder(path)
    makeFolder(path)
    expect(statSync(path).isDirectory()).toBe(true)
  })

  it('names a file that is in the way', () => {
    const file = join(folder, 'file')
    writeFileSync(file, '')
    expect(() => makeFolder(file)).toThrow(`${file} is a file, where a folder is to be`)
    expect(() => makeFolder(join(file, 'below'))).toThrow(/file/)
  })

  it.runIf(process.platform === 'linux')('ends where the file system lets nobody make one', () => {
    expect(() => makeFolder('/proc/hearth/catalog')).toThrow(/\/proc\/hearth/)
  })
})
