import { readFileSync } from 'node:fs'
import { InputFault } from './input-fault.js'

/** A file of UTF-8 text that the user named; `InputFault` where it cannot be read or is not UTF-8. */
export function readInput(path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path))
  } catch (error) {
    throw new InputFault(`${path}: ${error instanceof TypeError ? 'not UTF-8 text' : because(error)}`)
  }
}

function because(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ENOENT') return 'no such file'
  if (code === 'EISDIR') return 'a folder, where a file is expected'
  return error instanceof Error ? error.message : String(error)
}
