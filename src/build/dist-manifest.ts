import { readFileSync, statSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import * as v from 'valibot'
import { type FileDigest, fileDigest } from '../cli/file-digest.js'
import { packageVersion } from '../cli/package-root.js'
import { writeWhole } from '../cli/write-whole.js'
import { filesBelow } from './fingerprint.js'
import { dist } from './paths.js'

export interface DistManifest {
  readonly version: string
  readonly files: Readonly<Record<string, FileDigest>>
}

const newest = (files: readonly string[]): number => Math.max(0, ...files.map((file) => statSync(file).ctimeMs))

const Listed = v.pipe(v.string(), v.parseJson(), v.object({ version: v.string(), files: v.record(v.string(), v.unknown()) }))

/**
 * Writes `dist/manifest.json` over every other file of `dist/`, paths with forward slashes, sorted. Answers whether it
 * had to: a manifest that is newer than all it lists, and lists as many, stands.
 */
export const writeManifest = (): boolean => {
  const target = join(dist, 'manifest.json')
  const files = filesBelow(dist).filter((file) => file !== target && !file.endsWith('.part'))
  const present = statSync(target, { throwIfNoEntry: false })
  if (present !== undefined && present.mtimeMs > newest(files)) {
    const listed = v.parse(Listed, readFileSync(target, 'utf8'))
    if (listed.version === packageVersion() && Object.keys(listed.files).length === files.length) return false
  }
  const manifest: DistManifest = {
    version: packageVersion(),
    files: Object.fromEntries(files.map((file) => [relative(dist, file).split(sep).join('/'), fileDigest(readFileSync(file))])),
  }
  writeWhole(target, `${JSON.stringify(manifest, null, 1)}\n`)
  return true
}
