import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { alone } from './alone.js'

const scratch = mkdtempSync(join(tmpdir(), 'hearth-alone-'))
afterAll(() => rmSync(scratch, { recursive: true, force: true }))
const folder = join(scratch, 'catalog')
const lock = join(scratch, '.catalog~lock')

describe('work that one process does alone', () => {
  it('is refused to a second one while it lasts, which names the lock, and leaves nothing', async () => {
    let second: Promise<void> | undefined
    await alone(folder, async () => {
      second = alone(folder, () => Promise.reject(new Error('it ran')))
      await expect(second).rejects.toThrow(`${folder} is being built by another process (${String(process.pid)}): wait until it ends; if there is none, delete ${lock}`)
      expect(existsSync(lock)).toBe(true)
    })
    expect(readdirSync(scratch)).toEqual([])
    await expect(alone(folder, () => Promise.reject(new Error('full')))).rejects.toThrow('full')
    expect(readdirSync(scratch)).toEqual([])
  })

  it('takes over from a process that died, and from one that had its own number', async () => {
    const died = spawn(process.execPath, ['-e', ''])
    await once(died, 'exit')
    for (const pid of [died.pid, process.pid]) {
      writeFileSync(lock, String(pid))
      expect(await alone(folder, () => Promise.resolve('done'))).toBe('done')
      expect(readdirSync(scratch)).toEqual([])
    }
  })

  it('waits for nobody that lives: another process, or a lock that is just being written', async () => {
    for (const owner of [String(process.ppid), '']) {
      writeFileSync(lock, owner)
      await expect(alone(folder, () => Promise.resolve())).rejects.toThrow(/another process/)
      rmSync(lock)
    }
  })
})
