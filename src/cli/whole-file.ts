import { closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { makeFolder } from './make-folder.js'

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
  const beside = `${path}.${process.pid}.part`
  const file = openSync(beside, 'w')
  let open = true
  const close = (): void => {
    if (open) closeSync(file)
    open = false
  }
  return {
    add: (text) => void writeSync(file, text),
    finish() {
      close()
      renameSync(beside, path)
    },
    drop() {
      close()
      rmSync(beside, { force: true })
    },
  }
}
