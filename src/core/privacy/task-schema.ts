import type { Json } from './canonical-json.js'
import { TASKS } from './limits.js'
import { BUCKETS } from './subset-selection.js'
import { MEASURES, TASK_KINDS } from './task.js'

const label = { type: 'string', minLength: 1, maxLength: TASKS.label } as const
const term = { type: 'integer', minimum: 1, maximum: 2 ** 36 - 1 } as const

/**
 * JSON Schema (draft 2020-12) of a task file: what an editor can check while one is written. What it cannot say (that
 * numerator/denominator is at most e^ε, that w is the best, that no task is for DAP alone) `hearth tasks check` does.
 */
export const TASK_FILE_SCHEMA: Json = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Hearth task file',
  type: 'object',
  required: ['version', 'tasks'],
  additionalProperties: false,
  properties: {
    $schema: { type: 'string' },
    version: { const: 1 },
    tasks: {
      type: 'array',
      minItems: 1,
      maxItems: TASKS.most,
      items: {
        type: 'object',
        required: ['id', 'kind', 'question', 'buckets', 'numerator', 'denominator', 'epsilon', 'epochSeconds', 'participation', 'weight', 'mode'],
        additionalProperties: false,
        properties: {
          id: { type: 'string', pattern: '^[a-z0-9][a-z0-9._-]{0,63}$' },
          kind: { enum: TASK_KINDS },
          question: { type: 'string', minLength: 1, maxLength: TASKS.prose, description: 'In plain words, for the visitor.' },
          text: { type: 'string', minLength: 1, maxLength: TASKS.prose, description: 'How the answer is computed and what leaves, for the visitor.' },
          buckets: { type: 'array', minItems: BUCKETS.least, maxItems: BUCKETS.most, uniqueItems: true, items: label, description: 'Labels; the last one says "nothing to say".' },
          numerator: { ...term, description: 'a of a/b, which is at most e^epsilon.' },
          denominator: term,
          epsilon: { type: 'number', exclusiveMinimum: 0, description: 'At most six decimal places.' },
          w: { type: 'integer', minimum: 1, description: 'The best subset size; may be left out, may not be another.' },
          epochSeconds: { const: 604_800 },
          participation: { type: 'string', pattern: '^[1-9]\\d{0,5}/[1-9]\\d{0,5}$', description: 'Chance of answering in a week, e.g. "1/4".' },
          weight: { type: 'integer', minimum: 1, maximum: TASKS.weight },
          mode: { enum: ['local', 'dap'] },
          dap: { type: 'object', description: 'The aggregators, in mode dap.' },
          arms: { type: 'array', minItems: 2, maxItems: 2, items: label, description: 'Of an outcome: original order first.' },
          measure: { enum: MEASURES, description: 'Of an outcome.' },
          statement: { type: 'object', description: 'Machine-readable: unit, neighbours, ε, composition, trust, what is not claimed.' },
        },
      },
    },
  },
}
