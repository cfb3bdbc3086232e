import { copyFileSync, existsSync, mkdirSync, statSync, utimesSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { SHIPPED } from '../core/embedding/shipped.js'
import { filesBelow } from './fingerprint.js'
import { dist, root } from './paths.js'
import type { Step } from './step.js'

/** ONNX Runtime's binaries, one for each bundle that the embedder workers carry. */
const ORT_DIST = 'node_modules/onnxruntime-web/dist'
const ORT_WASM = Object.values(SHIPPED.runtime).map((path) => basename(path))

const same = (from: string, to: string): boolean => {
  if (!existsSync(to)) return false
  const [a, b] = [statSync(from), statSync(to)]
  return a.size === b.size && Math.abs(a.mtimeMs - b.mtimeMs) < 2
}

const copy = (from: string, to: string): string => {
  if (!same(from, to)) {
    mkdirSync(dirname(to), { recursive: true })
    copyFileSync(from, to)
    const { atime, mtime } = statSync(from)
    utimesSync(to, atime, mtime)
  }
  return relative(root, to)
}

/** Models and tokenizers from `public/`, and ONNX Runtime's wasm, once each. */
export const assetsStep: Step = {
  name: 'assets',
  inputs: ['public', 'src/core/embedding/shipped.ts', 'node_modules/onnxruntime-web/package.json'],
  needs: ['public/models', ...ORT_WASM.map((file) => `${ORT_DIST}/${file}`)],
  run: () => {
    const publicFolder = join(root, 'public')
    return Promise.resolve([
      ...filesBelow(publicFolder).map((file) => copy(file, join(dist, 'assets', relative(publicFolder, file)))),
      ...ORT_WASM.map((file) => copy(join(root, ORT_DIST, file), join(dist, 'assets/ort', file))),
    ])
  },
}
