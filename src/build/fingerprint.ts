import { createHash } from 'node:crypto'
import { readFileSync, readdirSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { root } from './paths.js'

const isTest = (name: string): boolean => /\.(test|spec)\.tsx?$/.test(name)

/** Every file below a folder, or the file itself; nothing where the path does not exist. Absolute paths, sorted. */
export const filesBelow = (path: string): string[] => {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found === undefined) return []
  if (found.isFile()) return [path]
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}

/**
 * SHA-256 (hex) over names and contents of the given files and folders, relative to the checkout; tests are left out,
 * since no output depends on them.
 */
export const fingerprint = (inputs: readonly string[]): string => {
  const hash = createHash('sha256')
  for (const file of inputs.flatMap((input) => filesBelow(join(root, input)))) {
    if (isTest(file)) continue
    const content = readFileSync(file)
    hash.update(`${relative(root, file)}\0${content.byteLength}\0`)
    hash.update(content)
  }
  return hash.digest('hex')
}
