import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pinOf } from '../../src/build/bundle.js'
import { dist, scratch } from '../../src/build/paths.js'
import { fileDigest } from '../../src/cli/file-digest.js'

/** A slow device: each sealing of a record takes up to a tenth of a second, so that much can happen between the check and the write. */
const SLOW = `{
  const { encrypt } = SubtleCrypto.prototype
  SubtleCrypto.prototype.encrypt = async function (...given) {
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 100))
    return encrypt.apply(this, given)
  }
}
`

/** An empty folder to be laid over the published files, named for what is different in it. */
export function overlayFolder(name: string): string {
  const folder = join(scratch, 'overlays', name.replaceAll(/\W+/g, '-'))
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  return folder
}

/** Puts a worker into an overlay, with its hash in what fetches it, and the hash of that in the tag. */
export function putWorker(folder: string, source: string, slow: boolean): void {
  const worker = slow ? SLOW + source : source
  writeFileSync(join(folder, 'worker.js'), worker)
  const published = fileDigest(readFileSync(join(dist, 'worker.js'))).sha256
  for (const name of readdirSync(dist).filter((name) => name.endsWith('.js'))) {
    const built = join(folder, name)
    const code = readFileSync(existsSync(built) ? built : join(dist, name), 'utf8')
    if (code.includes(published)) writeFileSync(built, code.replaceAll(published, fileDigest(worker).sha256))
  }
  writeFileSync(join(folder, 'hearth.js'), readFileSync(join(dist, 'hearth.js'), 'utf8').replace(engineOf(dist), engineOf(folder)))
}

/** How the tag pins the engine of a folder. */
const engineOf = (folder: string): string => pinOf(readFileSync(join(folder, 'engine.js')))

/** The published worker on a slow device. */
export function slowWorker(): string {
  const folder = overlayFolder('slow')
  putWorker(folder, readFileSync(join(dist, 'worker.js'), 'utf8'), true)
  return folder
}
