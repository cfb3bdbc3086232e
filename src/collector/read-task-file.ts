import { readFile } from 'node:fs/promises'
import { parseTasks } from '../core/privacy/parse-tasks.js'
import type { Task } from '../core/privacy/task.js'
import { brokenLine, lineOf } from './json-place.js'

/** The tasks of a file, or where and why it is wrong (`file:line: path: message`). */
export async function readTaskFile(file: string): Promise<{ readonly status: 'ok'; readonly tasks: readonly Task[] } | { readonly status: 'invalid'; readonly message: string }> {
  const bytes = await readFile(file, 'utf8').catch(() => undefined)
  if (bytes === undefined) return { status: 'invalid', message: `${file}: cannot be read` }
  const text = bytes.replace(/^\uFEFF/, '')
  const value = fromJson(text)
  if (value.status === 'invalid') return { status: 'invalid', message: `${file}:${value.message}` }
  const parsed = parseTasks(value.json)
  if (parsed.status === 'ok') return parsed
  const { path, message } = parsed
  return { status: 'invalid', message: `${file}:${lineOf(text, path)}: ${path === '' ? '' : `${path}: `}${message}` }
}

function fromJson(text: string): { readonly status: 'ok'; readonly json: unknown } | { readonly status: 'invalid'; readonly message: string } {
  try {
    const json: unknown = JSON.parse(text)
    return { status: 'ok', json }
  } catch (error) {
    const message = error instanceof Error ? error.message.replaceAll(/\s+/g, ' ') : 'not JSON'
    return { status: 'invalid', message: `${brokenLine(text) ?? 1}: ${message}` }
  }
}
