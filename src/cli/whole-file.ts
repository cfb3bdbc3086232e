import { closeSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { makeFolder } from './make-folder.js'
import { placeOf } from './write-whole.js'

/** A file that is written piece by piece and appears under its name only when it is whole. */
export interface WholeFile {
  add(text: string): void
  /** Puts it in its place. */
  finish(): void
  /** Leaves nothing behind; does nothing after `finish`. */
  drop(): void
}

export function beginWholeFile(path: string): WholeFile {
  makeFolder(dirname(path))
  const place = placeOf(path)
  const beside = `${place}.${process.pid}.part`
  const file = openSync(beside, 'w')
  let open = true
  const close = (): void => {
    if (open) closeSync(file)
    open = false
  }
  return {
    // All of it, however often the system takes a part.
    add: (text) => writeFileSync(file, text),
    finish() {
      close()
      renameSync(beside, place)
    },
    drop() {
      close()
      rmSync(beside, { force: true })
    },
  }
}
