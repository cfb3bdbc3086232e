import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { makeFolder } from './make-folder.js'

/** Writes a file so that at every moment the path holds the old bytes or the new, never a part. */
export function writeWhole(path: string, content: string | Uint8Array): void {
  makeFolder(dirname(path))
  const beside = `${path}.${process.pid}.part`
  try {
    writeFileSync(beside, content)
    renameSync(beside, path)
  } catch (error) {
    rmSync(beside, { force: true })
    throw error
  }
}
