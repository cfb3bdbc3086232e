import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { canonicalJson } from './canonical-json.js'
import { expectedSpending } from './expected-spending.js'
import { certifies, microEpsilon } from './micro-epsilon.js'
import { parseTasks } from './parse-tasks.js'
import { taskHash } from './task.js'
import { publishedTask, taskDefinition } from './testing/published-task.js'

const refusal = (changes: Record<string, unknown>) => {
  const parsed = parseTasks({ version: 1, tasks: [taskDefinition(changes)] })
  return parsed.status === 'ok' ? undefined : parsed.path
}

describe('a task file', () => {
  it('becomes tasks with the mechanism worked out', () => {
    expect(publishedTask()).toMatchObject({ id: 'favourite-topic', epsilon: 1_000_000, mechanism: { d: 4, w: 1 }, participation: { numerator: 1, denominator: 1 } })
  })

  it.each([
    [{ epsilon: 0.99 }, 'tasks.0.epsilon'],
    [{ numerator: 20 }, 'tasks.0.epsilon'],
    [{ numerator: 7 }, 'tasks.0.numerator'],
    [{ w: 2 }, 'tasks.0.w'],
    [{ buckets: ['only'] }, 'tasks.0.buckets'],
    [{ buckets: ['a', 'a'] }, 'tasks.0.buckets'],
    [{ epochSeconds: 3_600 }, 'tasks.0.epochSeconds'],
    [{ participation: '3/2' }, 'tasks.0.participation'],
    [{ participation: '0.5' }, 'tasks.0.participation'],
    [{ weight: 0 }, 'tasks.0.weight'],
    [{ epsilon: 1.0000001 }, 'tasks.0.epsilon'],
    [{ kind: 'item' }, 'tasks.0.mode'],
    [{ mode: 'dap', dap: undefined }, 'tasks.0.dap'],
    [{ mode: 'dap', dap: { leader: 'https://leader.example/' } }, 'tasks.0.dap.helper'],
    [{ mode: 'dap', dap: { leader: 'http://leader.example/', helper: 'https://helper.example/' } }, 'tasks.0.dap.leader'],
    [{ mode: 'dap', dap: { leader: 'https://one.example', helper: 'https://one.example/' } }, 'tasks.0.dap.helper'],
    [{ mode: 'dap', dap: { leader: 'https://leader.example/', helper: 'https://helper.example/', taskId: 'short' } }, 'tasks.0.dap.taskId'],
    [{ mode: 'dap', dap: { leader: 'https://leader.example/', helper: 'https://helper.example/', chunkLength: 5 } }, 'tasks.0.dap.chunkLength'],
    [{ mode: 'dap', dap: { leader: 'https://leader.example/', helper: 'https://helper.example/', collusion: { numerator: 20, denominator: 1, epsilon: 2.9 } } }, 'tasks.0.dap.collusion.epsilon'],
    [{ kind: 'outcome', measure: 'lifetime', buckets: ['0-50', '50+', 'nothing'] }, 'tasks.0.mode'],
    [{ particpation: '1/1' }, 'tasks.0.particpation'],
  ])('is refused for %o, at the place', (changes, path) => {
    expect(refusal(changes)).toBe(path)
  })

  it('is refused for two tasks of one id, and for what is no file at all', () => {
    expect(parseTasks({ version: 1, tasks: [taskDefinition(), taskDefinition()] })).toMatchObject({ status: 'invalid', path: 'tasks.1.id' })
    for (const nonsense of [undefined, null, 3, 'text', [], {}, { version: 2, tasks: [] }]) expect(parseTasks(nonsense).status).toBe('invalid')
  })

  it('hashes its canonical JSON, whatever the order of keys', () => {
    const definition = { id: 'ü', b: [1, 2.5, 1e21], a: { d: null, c: true } }
    expect(canonicalJson(definition)).toBe('{"a":{"c":true,"d":null},"b":[1,2.5,1e+21],"id":"ü"}')
    expect(Buffer.from(taskHash(definition)).toString('hex')).toBe(createHash('sha256').update(canonicalJson(definition)).digest('hex').slice(0, 32))
    expect(taskHash({ b: 1, a: 2 })).toEqual(taskHash({ a: 2, b: 1 }))
    expect(publishedTask().hash).not.toBe(publishedTask({ weight: 2 }).hash)
  })

  it('certifies 19/7 for ε = 1 and refuses the next larger ratios', () => {
    expect(certifies(microEpsilon(1), 19, 7)).toBe(true)
    // Convergents of e, below and above it.
    expect(certifies(microEpsilon(1), 2721, 1001)).toBe(true)
    expect(certifies(microEpsilon(1), 1457, 536)).toBe(false)
    expect(certifies(microEpsilon(0.5), 19, 7)).toBe(false)
  })

  it('expects at most the yearly cap, and says where it does not fit', () => {
    expect(expectedSpending([publishedTask()])).toMatchObject({ yearly: 12, faults: [] })
    expect(expectedSpending([publishedTask({ participation: '1/4' })]).yearly).toBeCloseTo(13.0446 * (1 - 0.75 ** 4), 2)
    expect(expectedSpending([publishedTask({ epsilon: 1.5 })]).faults).toHaveLength(2)
  })
})
