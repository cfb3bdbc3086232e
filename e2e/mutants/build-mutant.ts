import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'vite'
import { BUNDLES, makeBundle } from '../../src/build/bundle.js'
import { root } from '../../src/build/paths.js'
import { overlayFolder, putWorker } from './overlay.js'

/** A fault put into one source file, as a change of its text. */
export interface Mutant {
  readonly name: string
  /** Below the checkout. */
  readonly file: string
  readonly from: string
  readonly to: string
  /** Run its worker on a slow device. */
  readonly slow?: boolean
}

/** Builds the module and the worker with the fault in them; answers the folder, to be laid over the published files. */
export async function buildMutant({ name, file, from, to, slow = false }: Mutant): Promise<string> {
  const folder = overlayFolder(name)
  if (!readFileSync(join(root, file), 'utf8').includes(from)) throw new Error(`${file} does not hold what the mutant changes: ${name}`)
  let changed = 0
  const fault: Plugin = {
    name: 'mutant',
    enforce: 'pre',
    transform(code, id) {
      if (!id.endsWith(`/${file}`)) return null
      changed += 1
      return { code: code.replace(from, () => to), map: null }
    },
  }
  for (const bundle of BUNDLES) if (bundle.name === 'worker' || bundle.name === 'modules') await makeBundle(bundle, { to: folder, plugins: [fault] })
  if (changed === 0) throw new Error(`${file} is in neither bundle`)
  putWorker(folder, readFileSync(join(folder, 'worker.js'), 'utf8'), slow)
  return folder
}
