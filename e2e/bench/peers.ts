import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { build } from 'vite'
import { scratch } from '../../src/build/paths.js'
import { say } from './result.js'

/** What Hearth is measured against, pinned. 700 MB with what they pull in: installed when the benchmark runs, so that `npm ci` stays light. */
const PEERS = {
  '@huggingface/transformers': '4.3.1',
  '@orama/orama': '3.1.18',
  'client-vector-search': '0.2.0',
  'hnswlib-wasm': '0.8.2',
  mememo: '0.1.0',
  'onnx-proto': '4.0.4',
  'voy-search': '0.6.3',
} as const

const folder = join(scratch, 'bench-peers')

/** Where the peers are installed, or why they are not. */
export function installPeers(): { readonly status: 'ok'; readonly modules: string } | { readonly status: 'unavailable'; readonly why: string } {
  const modules = join(folder, 'node_modules')
  const wanted = JSON.stringify({ private: true, dependencies: PEERS })
  const stamp = join(folder, 'installed.json')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return { status: 'ok', modules }
  say('installing the peers into build/bench-peers (once)')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), wanted)
  try {
    // No install scripts: the peers run in the browser, their native parts are of no use here.
    execFileSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] })
  } catch (error) {
    return { status: 'unavailable', why: error instanceof Error ? error.message : String(error) }
  }
  writeFileSync(stamp, wanted)
  return { status: 'ok', modules }
}

/** A CommonJS module out of the peers' folder. */
export function requirePeer(modules: string, name: string): unknown {
  return createRequire(join(modules, 'x.js'))(name)
}

/** A peer as one minified browser module, as a site with a bundler would ship it. */
export async function bundlePeer(source: string): Promise<string> {
  const entry = join(folder, `entry-${source.replaceAll(/[^a-z]+/g, '-')}.js`)
  writeFileSync(entry, `export * from ${JSON.stringify(source)}\n`)
  const result = await build({
    root: folder,
    configFile: false,
    logLevel: 'silent',
    publicDir: false,
    resolve: { alias: { '@xenova/transformers': join(folder, 'entry-none.js'), sharp: join(folder, 'entry-none.js') } },
    build: { write: false, target: 'es2022', modulePreload: false, assetsInlineLimit: 0, reportCompressedSize: false, rolldownOptions: { input: entry, preserveEntrySignatures: 'strict', output: { format: 'es', codeSplitting: false } } },
  })
  const outputs = (Array.isArray(result) ? result : 'output' in result ? [result] : []).flatMap(({ output }) => output)
  const chunk = outputs.find((file) => file.type === 'chunk')
  if (chunk?.type !== 'chunk') throw new Error(`${source} does not bundle`)
  return chunk.code
}

/** What client-vector-search names for its own encoder, which is not measured. */
export function emptyModule(): void {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'entry-none.js'), 'export const pipeline = undefined\nexport const env = {}\nexport default undefined\n')
}
