import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileDigest } from '../cli/file-digest.js'
import { SHIPPED } from '../core/embedding/shipped.js'
import { dist } from './paths.js'

/** Languages besides English: a file each of the privacy centre, and of reasons. */
export const LANGUAGES = ['de', 'fr', 'es', 'ar'] as const

/** What the engine fetches after consent: workers, models, languages. */
const FETCHED = [
  ...['worker', 'embedder', 'embedder-webgpu', 'sharder'].map((name) => `${name}.js`),
  ...new Set(Object.values(SHIPPED).flatMap((group) => Object.values(group).map((path) => `assets/${path}`))),
  ...LANGUAGES.map((tag) => `assets/languages/${tag}.json`),
]

export const FETCHED_FROM_DIST = FETCHED.map((file) => `dist/${file}`)

/** For a bundle with the engine in it: the hashes of what it fetches, so that who pins its code pins every byte that runs. */
export const ownFiles = (): { readonly OWN_FILES: string } => {
  const listed = FETCHED.map((file) => {
    const { bytes, sha256 } = fileDigest(readFileSync(join(dist, file)))
    return [file, { bytes, sha256 }]
  })
  return { OWN_FILES: JSON.stringify(Object.fromEntries(listed)) }
}
