import { readFile } from 'node:fs/promises'
import { parseTasks } from '../core/privacy/parse-tasks.js'
import type { Task } from '../core/privacy/task.js'

/** The tasks of a file, or where and why it is wrong (`file:path: message`). */
export async function readTaskFile(file: string): Promise<{ readonly status: 'ok'; readonly tasks: readonly Task[] } | { readonly status: 'invalid'; readonly message: string }> {
  const text = await readFile(file, 'utf8').catch(() => undefined)
  if (text === undefined) return { status: 'invalid', message: `${file}: cannot be read` }
  const value = fromJson(text)
  if (value.status === 'invalid') return { status: 'invalid', message: `${file}:${value.message}` }
  const parsed = parseTasks(value.json)
  return parsed.status === 'ok' ? parsed : { status: 'invalid', message: `${file}: ${parsed.path}: ${parsed.message}` }
}

function fromJson(text: string): { readonly status: 'ok'; readonly json: unknown } | { readonly status: 'invalid'; readonly message: string } {
  try {
    const json: unknown = JSON.parse(text)
    return { status: 'ok', json }
  } catch (error) {
    const message = error instanceof Error ? error.message : 'not JSON'
    const position = /position (\d+)/.exec(message)?.[1]
    const line = position === undefined ? text.split('\n').length : text.slice(0, Number(position)).split('\n').length
    return { status: 'invalid', message: `${line}: ${message}` }
  }
}
