import { closeSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { naming } from './input-fault.js'
import { partOf } from './write-whole.js'

/** A file that is written piece by piece and appears under its name only when it is whole. */
export interface WholeFile {
  add(text: string): void
  /** Puts it in its place. */
  finish(): void
  /** Leaves nothing behind; does nothing after `finish`. */
  drop(): void
}

export function beginWholeFile(path: string): WholeFile {
  const { part, place } = partOf(path)
  const file = openSync(part, 'w')
  let open = true
  const close = (): void => {
    if (open) closeSync(file)
    open = false
  }
  return {
    // All of it, however often the system takes a part.
    add: (text) => naming(part, () => { writeFileSync(file, text) }),
    finish() {
      close()
      renameSync(part, place)
    },
    drop() {
      close()
      rmSync(part, { force: true })
    },
  }
}
