import { existsSync, mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { InputFault } from './input-fault.js'

/** Makes a folder and those above it, one by one: Node's own recursive way never ends where a file system refuses with ENOENT, as /proc does. */
export function makeFolder(path: string): void {
  if (isFolder(path)) return
  if (dirname(path) !== path) makeFolder(dirname(path))
  try {
    mkdirSync(path)
  } catch (error) {
    // Another process may have made it meanwhile.
    if (isFolder(path)) return
    if (existsSync(path)) throw new InputFault(`${path} is a file, where a folder is to be; choose another path`)
    throw error
  }
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
