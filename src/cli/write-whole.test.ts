import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { beginWholeFile } from './whole-file.js'
import { writeTogether, writeWhole } from './write-whole.js'

const scratch = mkdtempSync(join(tmpdir(), 'hearth-write-'))
afterAll(() => rmSync(scratch, { recursive: true, force: true }))
const at = (name: string): string => join(scratch, name)

describe('what a command writes', () => {
  it('leaves the files before it as they were where one that belongs to them cannot be written', () => {
    writeWhole(at('a.bin'), 'before')
    mkdirSync(at('b.json'))
    expect(() => writeTogether([[at('a.bin'), 'after'], [at('b.json'), 'after']])).toThrow(/b\.json is a folder/)
    expect(readFileSync(at('a.bin'), 'utf8')).toBe('before')
    expect(readdirSync(scratch).sort()).toEqual(['a.bin', 'b.json'])
  })

  it('goes where a link leads, and never takes the place of a device', () => {
    writeFileSync(at('real'), 'before')
    symlinkSync(at('real'), at('link'))
    writeWhole(at('link'), 'after')
    const rows = beginWholeFile(at('link'))
    rows.add('piece by ')
    rows.add('piece')
    rows.finish()
    expect({ link: lstatSync(at('link')).isSymbolicLink(), real: readFileSync(at('real'), 'utf8') }).toEqual({ link: true, real: 'piece by piece' })
    expect(() => writeWhole('/dev/null', 'x')).toThrow(/no file/)
    expect(() => beginWholeFile('/dev/null')).toThrow(/no file/)
    expect(lstatSync('/dev/null').isCharacterDevice()).toBe(true)
  })
})
