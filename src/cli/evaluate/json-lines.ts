import * as v from 'valibot'
import { InputFault } from '../input-fault.js'
import { readInput } from '../read-input.js'

/** A value with the line it stood on, counted from 1. */
export interface Line<T> {
  readonly line: number
  readonly value: T
}

/** Reads JSON Lines, each checked against `schema`; the first bad line ends it with `InputFault` naming file and line. Blank lines mean nothing. */
export function readJsonLines<const S extends v.GenericSchema>(path: string, schema: S): readonly Line<v.InferOutput<S>>[] {
  const lines: Line<v.InferOutput<S>>[] = []
  readInput(path)
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .forEach((content, index) => {
      if (content.trim() === '') return
      const read = v.safeParse(schema, parse(path, index + 1, content))
      if (!read.success) {
        const [issue] = read.issues
        const field = v.getDotPath(issue)
        const said = issue.received === 'undefined' ? 'is missing' : issue.message
        throw new InputFault(`${path}:${index + 1}: ${field === null ? said : `"${field}" ${said}`}`)
      }
      lines.push({ line: index + 1, value: read.output })
    })
  if (lines.length === 0) throw new InputFault(`${path}:1: no lines`)
  return lines
}

function parse(path: string, line: number, content: string): unknown {
  try {
    return JSON.parse(content)
  } catch {
    throw new InputFault(`${path}:${line}: not JSON`)
  }
}
