import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { packageRoot } from '../package-root.js'

/** A shipped file by its path under `assets/` (see `core/embedding/shipped.ts`), from the checkout or from the published package. */
export function shippedFile(path: string): string {
  const candidates = ['public', 'dist/assets'].map((folder) => join(packageRoot, folder, path))
  return candidates.find((candidate) => existsSync(candidate)) ?? join(packageRoot, 'dist/assets', path)
}

/** ONNX Runtime's binary for one thread on WASM, from its own package. */
export function runtimeBytes(): ArrayBuffer {
  return bytesOf(createRequire(import.meta.url).resolve('onnxruntime-web/ort-wasm-simd-threaded.wasm'))
}

/** A whole file in a buffer of its own, so that it can be transferred. */
export function bytesOf(path: string): ArrayBuffer {
  return new Uint8Array(readFileSync(path)).buffer
}
