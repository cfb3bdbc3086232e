import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { makeBundle } from '../../src/build/bundle.js'
import { root } from '../../src/build/paths.js'
import type { Result } from './result.js'

const gzipped = (...files: readonly string[]): number => files.reduce((sum, file) => sum + gzipSync(readFileSync(file), { level: 9 }).byteLength, 0)

/** Gzip size of a published file. */
export function gzipResult(id: string, file: string, limit?: number): Result {
  const ours = gzipped(join(root, 'dist', file))
  return { id, unit: 'bytes, gzip', better: 'lower', ours, peers: {}, ...(limit === undefined ? {} : { limit }), rounds: 1 }
}

/** The banner by itself, five languages and what it is drawn with inside, against another banner with its style sheet, which has no text yet. */
export async function bannerResult(): Promise<Result> {
  const to = mkdtempSync(join(tmpdir(), 'hearth-banner-'))
  try {
    await makeBundle({ name: 'banner', kind: 'module', entries: { banner: 'src/elements/hearth-consent.ts' } }, { to })
    const peer = join(root, 'node_modules/vanilla-cookieconsent/dist')
    return { id: 'banner.gzip', unit: 'bytes, gzip', better: 'lower', ours: gzipped(join(to, 'banner.js')), peers: { 'vanilla-cookieconsent': gzipped(join(peer, 'cookieconsent.umd.js'), join(peer, 'cookieconsent.css')) }, rounds: 1 }
  } finally {
    rmSync(to, { recursive: true, force: true })
  }
}
