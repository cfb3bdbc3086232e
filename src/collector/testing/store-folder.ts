import { randomUUID } from 'node:crypto'
import { cp, mkdir, mkdtemp, readFile, rename, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openPglite } from '../store/pglite.js'

const root = fileURLToPath(new URL('../../../', import.meta.url))

/**
 * A temporary folder for a collector's store, in which the embedded database is made already, empty and without our
 * schema. Making one anew costs seconds of work, and says nothing about what is tested there; the tests of processes
 * begin with no folder at all.
 */
export async function storeFolder(name: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `hearth-${name}-`))
  await cp(await emptyDatabase(), folder, { recursive: true })
  return folder
}

/** Made once for each version of the database, and kept with what is built. */
async function emptyDatabase(): Promise<string> {
  const { version } = JSON.parse(await readFile(join(root, 'node_modules/@electric-sql/pglite/package.json'), 'utf8')) as { readonly version: string }
  const kept = join(root, 'build/empty-database', version)
  if (await isThere(kept)) return kept
  const making = `${kept}-${randomUUID()}`
  await mkdir(making, { recursive: true })
  const database = await openPglite(making)
  await database.close()
  // Whoever comes second throws its own away.
  await rename(making, kept).catch(() => rm(making, { recursive: true }))
  return kept
}

const isThere = (path: string): Promise<boolean> => stat(path).then(() => true, () => false)
