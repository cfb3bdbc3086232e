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
})
