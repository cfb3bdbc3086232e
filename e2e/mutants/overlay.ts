import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
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

/** A folder to be laid over the published files, named for what is different in it. */
export function overlayFolder(name: string): string {
  const folder = join(scratch, 'overlays', name.replaceAll(/\W+/g, '-'))
  mkdirSync(folder, { recursive: true })
  return folder
}

/** Puts a worker into an overlay, with a manifest that knows it. */
export function putWorker(folder: string, source: string, slow: boolean): void {
  const worker = slow ? SLOW + source : source
  const manifest = JSON.parse(readFileSync(join(dist, 'manifest.json'), 'utf8')) as { readonly files: Record<string, unknown> }
  manifest.files['worker.js'] = fileDigest(worker)
  writeFileSync(join(folder, 'worker.js'), worker)
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest))
}

/** The published worker on a slow device. */
export function slowWorker(): string {
  const folder = overlayFolder('slow')
  putWorker(folder, readFileSync(join(dist, 'worker.js'), 'utf8'), true)
  return folder
}
