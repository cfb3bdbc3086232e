import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { parseTasks } from './parse-tasks.js'
import { TASK_FILE_SCHEMA } from './task-schema.js'
import { taskDefinition } from './testing/published-task.js'

const items = (TASK_FILE_SCHEMA as { properties: { tasks: { items: { required: string[]; properties: Record<string, unknown> } } } }).properties.tasks.items

describe('the published JSON Schema of a task file', () => {
  it('requires what the parser requires, and nothing else', () => {
    for (const name of Object.keys(items.properties)) {
      const { [name]: _left, ...without } = taskDefinition({ text: 'More.', w: 1, statement: {} })
      expect([name, parseTasks({ version: 1, tasks: [without] }).status]).toEqual([name, items.required.includes(name) ? 'invalid' : 'ok'])
    }
  })

  it('knows every field that the parser knows', () => {
    const more = { text: 'More.', w: 1, statement: {}, dap: {}, kind: 'outcome', buckets: ['bought', 'nothing'], arms: ['a', 'b'], measure: 'click' }
    const whole = taskDefinition(more)
    expect(parseTasks({ version: 1, tasks: [whole] }).status).toBe('ok')
    expect(Object.keys(whole).sort()).toEqual(Object.keys(items.properties).sort())
    expect(parseTasks({ version: 1, tasks: [{ ...whole, other: 1 }] }).status).toBe('invalid')
  })

  it('is a JSON Schema by which a validator refuses what the parser refuses, as far as one can say it, and nothing that the parser takes', () => {
    const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(TASK_FILE_SCHEMA as object)
    const both = (changes: Readonly<Record<string, unknown>>): readonly [boolean, boolean] => {
      const file = JSON.parse(JSON.stringify({ version: 1, tasks: [taskDefinition(changes)] })) as unknown
      return [validate(file), parseTasks(file).status === 'ok']
    }
    const named = (n: number) => Array.from({ length: n }, (_, at) => `b${at}`)
    for (const taken of [{}, { buckets: named(2) }, { buckets: named(2_000) }, { kind: 'active-days', buckets: [...named(7), 'nothing'] }, { kind: 'preference', buckets: named(3) }, { kind: 'outcome', buckets: ['bought', 'nothing'], arms: ['a', 'b'], measure: 'return' }, { mode: 'dap', kind: 'item', dap: { leader: 'https://one.example/', helper: 'https://two.example/' } }]) {
      expect([taken, both(taken)]).toEqual([taken, [true, true]])
    }
    for (const refused of [{ buckets: named(1) }, { buckets: named(2_001) }, { buckets: ['a', 'a'] }, { buckets: ['', 'nothing'] }, { kind: 'colour' }, { participation: '0.5' }, { weight: 1.5 }, { epochSeconds: 3_600 }, { epsilon: 0 }, { numerator: 2 ** 40 }, { id: 'No id' }, { mode: 'cloud' }, { question: '' }, { particpation: '1/1' }, { arms: ['one'] }, { measure: 'joy' }]) {
      expect([refused, both(refused)]).toEqual([refused, [false, false]])
    }
  })
})
