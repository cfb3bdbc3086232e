import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { taskDefinition } from '../core/privacy/testing/published-task.js'
import { readTaskFile } from './read-task-file.js'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hearth-task-file-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const read = async (text: string) => {
  const file = join(folder, 'tasks.json')
  await writeFile(file, text)
  const answer = await readTaskFile(file)
  return answer.status === 'invalid' ? answer.message.slice(folder.length + 1) : answer.tasks.length
}
const file = (changes: Readonly<Record<string, unknown>> = {}): string => JSON.stringify({ version: 1, tasks: [taskDefinition({ id: 'one' }), taskDefinition({ id: 'two', ...changes })] }, null, 2)
const lineWith = (text: string, words: string): number => text.split('\n').findLastIndex((line) => line.includes(words)) + 1

describe('a task file', () => {
  it('is read, with a mark of byte order or without', async () => {
    expect([await read(file()), await read(`\uFEFF${file()}`)]).toEqual([2, 2])
  })

  it('that is no JSON is refused at the line where it breaks', async () => {
    expect(await read('{\n  "version": 1,\n  "tasks": [\n}')).toMatch(/^tasks\.json:4: /)
    expect(await read('')).toMatch(/^tasks\.json:1: /)
    expect(await readTaskFile(join(folder, 'nowhere.json'))).toMatchObject({ status: 'invalid', message: expect.stringContaining('cannot be read') })
  })

  it.each([
    [{ epsilon: 0.5 }, '"epsilon"', 'tasks.1.epsilon: 19/7 is more than e^0.5; give a smaller ratio or a larger epsilon (19/7 suits 1)'],
    [{ kind: 'colour' }, '"colour"', 'tasks.1.kind: one of favourite-topic, topic-pair, preference, outcome, click-position, active-days, item'],
    [{ particpation: '1/2' }, '"particpation"', 'tasks.1.particpation: there is no field "particpation"; a misspelt one is refused, not left out'],
    [{ participation: 0.5 }, '"participation"', 'tasks.1.participation: a fraction in quotes, such as "1/4"'],
    [{ weight: 0 }, '"weight"', 'tasks.1.weight: a whole number from 1 to 1000000'],
    [{ buckets: ['a', ' '] }, '" "', 'tasks.1.buckets.1: a text of 1 to 200 characters'],
    [{ buckets: Array.from({ length: 2_001 }, (_, at) => `b${at}`) }, '"buckets"', 'tasks.1.buckets: from 2 to 2000 buckets; the last one says "nothing to say"'],
    [{ question: undefined }, '"id": "two"', 'tasks.1.question: the field "question" is missing'],
  ])('with %o is refused at its line and place, with what it has to be', async (changes, words, message) => {
    const text = file(changes)
    // Of a field that is not there the line is that of the task, which begins above its id.
    expect(await read(text)).toBe(`tasks.json:${lineWith(text, words) - (message.includes('missing') ? 1 : 0)}: ${message}`)
  })
})
