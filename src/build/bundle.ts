import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type Plugin } from 'vite'
import { writeWhole } from '../cli/write-whole.js'
import { exceptDirectives } from './logs.js'
import { minifyAgain } from './minify-again.js'
import { leaveOrtUrls } from './ort-urls.js'
import { FETCHED_FROM_DIST, LANGUAGES, ownFiles } from './own-files.js'
import { ownPolicy } from './own-policy.js'
import { dist, root } from './paths.js'
import { sharedWithTag } from './shared-with-tag.js'
import type { Step } from './step.js'
import { tightTemplates } from './tight-templates.js'
import { withoutFinalizers } from './without-finalizers.js'
import { withoutIteration } from './without-iteration.js'

/** A JavaScript file of `dist/`, or several that share chunks. */
export interface Bundle {
  readonly name: string
  /** Name in `dist/` without `.js` → source file, relative to the checkout. */
  readonly entries: Readonly<Record<string, string>>
  /** `script`: one file, classic or module. `later`: one classic file that the tag loads. `worker`: one file without imports. `module`: ESM for browsers. `node`: ESM, dependencies left outside. */
  readonly kind: 'script' | 'later' | 'worker' | 'module' | 'node'
  /** Files of `dist/`, built before, whose hashes this one carries for the browser to check. */
  readonly pins?: readonly string[]
  /** Holds the engine, and so the hashes of what that fetches from `dist/`; all of it is made before. */
  readonly engine?: true
  /** First line of each entry, e.g. a directive. */
  readonly banner?: Readonly<Record<string, string>>
}

/** The folders whose code can end up in a bundle. */
const SOURCES = ['src/core', 'src/protocol', 'src/storage', 'src/adapters', 'src/client', 'src/elements', 'src/script', 'src/react', 'src/collector', 'src/cli', 'workers', 'package-lock.json']

const isReact = (id: string): boolean => /^react(-dom)?($|\/)/.test(id)

/** Modules are also imported on a server; lit-html's build for Node is the same code with the page's document left out where there is none. */
const litForServersToo = { alias: [{ find: /^lit-html$/, replacement: fileURLToPath(import.meta.resolve('lit-html')) }] }

/** Makes a bundle's files and answers where they are, relative to the checkout. Tests make mutants elsewhere, by a plugin that changes a source. */
export const makeBundle = async (bundle: Bundle, { to = dist, plugins = [] }: { readonly to?: string; readonly plugins?: readonly Plugin[] } = {}): Promise<readonly string[]> => {
  const classic = bundle.kind === 'script' || bundle.kind === 'later'
  const single = classic || bundle.kind === 'worker'
  const result = await build({
    root,
    configFile: false,
    envDir: false,
    publicDir: false,
    logLevel: 'warn',
    mode: 'production',
    ...(bundle.kind === 'module' ? { resolve: litForServersToo } : {}),
    plugins: [...plugins, leaveOrtUrls(), ownPolicy(), withoutFinalizers(), withoutIteration(), tightTemplates(), ...(bundle.kind === 'later' ? [sharedWithTag()] : [])],
    define: {
      ...(bundle.pins === undefined ? {} : { PINNED: JSON.stringify(Object.fromEntries(bundle.pins.map((file) => [file, pinOf(readFileSync(join(dist, file)))]))) }),
      ...(bundle.engine === true ? ownFiles() : {}),
    },
    build: {
      write: false,
      target: 'es2022',
      modulePreload: false,
      // Two hundred kilobytes of pixels in a script is never what we want.
      assetsInlineLimit: 0,
      reportCompressedSize: false,
      ...(bundle.kind === 'node' ? { ssr: true, minify: false } : {}),
      rolldownOptions: {
        onLog: exceptDirectives,
        input: Object.fromEntries(Object.entries(bundle.entries).map(([name, entry]) => [name, join(root, entry)])),
        preserveEntrySignatures: single ? false : 'strict',
        ...(bundle.kind === 'module' ? { external: isReact } : {}),
        output: {
          format: classic ? 'iife' : 'es',
          entryFileNames: '[name].js',
          chunkFileNames: bundle.kind === 'node' ? 'node-[name].js' : 'shared-[name].js',
          ...(single ? { codeSplitting: false } : {}),
          ...(bundle.banner === undefined ? {} : { banner: (chunk: { readonly name: string }) => bundle.banner?.[chunk.name] ?? '' }),
        },
      },
    },
  })
  const outputs = Array.isArray(result) ? result : 'output' in result ? [result] : []
  const written: string[] = []
  for (const file of outputs.flatMap((one) => one.output)) {
    if (single && file.type === 'asset') throw new Error(`${bundle.name} wants a second file, ${file.fileName}`)
    const path = join(to, file.fileName)
    writeWhole(path, file.type === 'asset' ? file.source : classic ? await minifyAgain(file.code) : file.code)
    written.push(relative(root, path))
  }
  if (single && written.length !== 1) throw new Error(`${bundle.name} must be one file, got ${written.join(', ')}`)
  return written
}

/** A value for `integrity` that is as short as a safe one can be: every visitor gets it. */
export const pinOf = (content: Uint8Array): string => `sha256-${createHash('sha256').update(content).digest('base64')}`

const carriedBy = ({ pins = [], engine }: Bundle): readonly string[] => [...pins.map((file) => `dist/${file}`), ...(engine === true ? FETCHED_FROM_DIST : [])]

/** The build step that makes one bundle. */
export const bundleStep = (bundle: Bundle): Step => ({
  name: bundle.name,
  inputs: [...SOURCES, ...carriedBy(bundle)],
  needs: [...Object.values(bundle.entries), ...carriedBy(bundle)],
  run: () => makeBundle(bundle),
})

/** Everything of `dist/` that is JavaScript, each after what it carries the hash of. */
export const BUNDLES: readonly Bundle[] = [
  { name: 'worker', kind: 'worker', entries: { worker: 'workers/personalizer.worker.ts' } },
  { name: 'embedder', kind: 'worker', entries: { embedder: 'workers/embedder.worker.ts' } },
  { name: 'embedder-webgpu', kind: 'worker', entries: { 'embedder-webgpu': 'workers/embedder-webgpu.worker.ts' } },
  { name: 'sharder', kind: 'worker', entries: { sharder: 'workers/sharder.worker.ts' } },
  { name: 'door', kind: 'worker', entries: { door: 'workers/door.worker.ts' } },
  { name: 'engine', kind: 'later', entries: { engine: 'src/script/engine-file.ts' }, engine: true },
  ...LANGUAGES.map((tag): Bundle => ({ name: `centre-${tag}`, kind: 'later', entries: { [`centre-${tag}`]: `src/elements/centre-languages/${tag}.ts` } })),
  { name: 'centre', kind: 'later', entries: { centre: 'src/elements/centre.ts' }, pins: LANGUAGES.map((tag) => `centre-${tag}.js`) },
  { name: 'hearth', kind: 'script', entries: { hearth: 'src/script/script.ts' }, pins: ['engine.js', 'centre.js'] },
  { name: 'modules', kind: 'module', entries: { index: 'src/elements/index.ts', react: 'src/react/index.ts' }, banner: { react: "'use client'" }, engine: true },
  { name: 'node', kind: 'node', entries: { collector: 'src/collector/index.ts', cli: 'src/cli/main.ts', 'encoder-thread': 'src/cli/encoders/encoder-thread.ts' } },
]
