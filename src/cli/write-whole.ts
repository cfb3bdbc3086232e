import { lstatSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { InputFault, naming } from './input-fault.js'
import { makeFolder } from './make-folder.js'

/** A file and what it is to hold. */
export type Written = readonly [path: string, content: string | Uint8Array]

/** Writes a file so that at every moment the path holds the old bytes or the new, never a part. `InputFault` where the path is no file. */
export function writeWhole(path: string, content: string | Uint8Array): void {
  writeTogether([[path, content]])
}

/** The same for files that belong together: they come to their places only when all of them are written, so that a full disk leaves the old ones. */
export function writeTogether(files: readonly Written[]): void {
  const parts: Part[] = []
  try {
    for (const [path, content] of files) {
      const one = partOf(path)
      parts.push(one)
      naming(one.part, () => { writeFileSync(one.part, content) })
    }
    for (const { part, place } of parts) renameSync(part, place)
  } catch (error) {
    for (const { part } of parts) rmSync(part, { force: true })
    throw error
  }
}

/** Where bytes are written until they are whole, and where they then go. */
export interface Part {
  readonly part: string
  readonly place: string
}

export function partOf(path: string): Part {
  makeFolder(dirname(path))
  const place = placeOf(path)
  return { part: `${place}.${process.pid}.part`, place }
}

/** Where a file's bytes lie: what a link leads to is written, not the link; a device or a pipe is never replaced by a file. */
function placeOf(path: string): string {
  const found = lstatSync(path, { throwIfNoEntry: false })
  if (found === undefined || found.isFile()) return path
  if (found.isSymbolicLink()) return placeOf(realpathSync(path))
  throw new InputFault(`${path} is ${found.isDirectory() ? 'a folder' : 'no file'}: give the path of a file`)
}
