import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { root, scratch } from './paths.js'
import type { Step } from './step.js'
import { runStep } from './step.js'

mkdirSync(scratch, { recursive: true })
const folder = mkdtempSync(join(scratch, 'step-test-'))
const inside = (name: string): string => relative(root, join(folder, name))
const name = `test-${String(process.pid)}`

const step = (outputs: readonly string[]): Step => ({
  name,
  inputs: [inside('source')],
  needs: [inside('source')],
  run: () => {
    for (const output of outputs) writeFileSync(join(folder, output), 'made')
    return Promise.resolve(outputs.map(inside))
  },
})
const run = async (one: Step): Promise<string> => (await runStep(one, { always: false })).status

afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
  rmSync(join(scratch, 'stamps', `${name}.json`), { force: true })
})

describe('a build step', () => {
  it('says what it misses, runs once, and again when a source changes or an output is gone', async () => {
    expect(await run(step(['a']))).toBe('missing')
    writeFileSync(join(folder, 'source'), '1')
    expect(await run(step(['a']))).toBe('built')
    expect(await run(step(['a']))).toBe('fresh')
    writeFileSync(join(folder, 'source'), '2')
    expect(await run(step(['a']))).toBe('built')
    rmSync(join(folder, 'a'))
    expect(await run(step(['a']))).toBe('built')
  })

  it('removes what the last run made and this one does not', async () => {
    writeFileSync(join(folder, 'source'), '3')
    await run(step(['a', 'b']))
    writeFileSync(join(folder, 'source'), '4')
    await run(step(['a']))
    expect(existsSync(join(folder, 'b'))).toBe(false)
  })

  it('reports a failure as a value and runs again the next time', async () => {
    writeFileSync(join(folder, 'source'), '5')
    const failing: Step = { ...step(['a']), run: () => Promise.reject(new Error('no')) }
    expect(await runStep(failing, { always: false })).toEqual({ status: 'failed', name, why: 'no' })
    expect(await run(step(['a']))).toBe('built')
  })
})
