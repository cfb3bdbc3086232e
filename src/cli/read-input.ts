import { readFileSync } from 'node:fs'
import { InputFault, naming, refusalOf } from './input-fault.js'

/** A file of UTF-8 text that the user named; `InputFault` where it cannot be read or is not UTF-8. */
export function readInput(path: string): string {
  let bytes: Buffer
  try {
    bytes = naming(path, () => readFileSync(path))
  } catch (error) {
    throw new InputFault(refusalOf(error) ?? `${path}: ${String(error)}`)
  }
  try {
    return decode(bytes)
  } catch {
    throw new InputFault(`${path}:${String(lineOfFault(bytes))}: not UTF-8 text`)
  }
}

const decode = (bytes: Uint8Array): string => new TextDecoder('utf-8', { fatal: true }).decode(bytes)

/** The first line, from 1, that is not UTF-8. No character of UTF-8 but the line feed itself holds its byte. */
function lineOfFault(bytes: Uint8Array): number {
  for (let line = 1, from = 0; ; line++) {
    const end = bytes.indexOf(0x0a, from)
    try {
      decode(bytes.subarray(from, end === -1 ? bytes.length : end))
    } catch {
      return line
    }
    if (end === -1) return line
    from = end + 1
  }
}
