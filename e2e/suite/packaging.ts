import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import * as v from 'valibot'
import { root, run, runTool } from './run.js'
import type { Claim, SuiteStep } from './step.js'
import { checkAll } from './step.js'

const MEGABYTE = 1_000_000
/** What the tag loads by its hash: the engine after consent, the centre where a page has one. */
const TAG_FILES = ['engine.js', 'centre.js'] as const

const LIMITS = {
  /** The tag as every visitor gets it, compressed. */
  tag: 20 * 1024,
  /** A committed file outside the models. */
  committed: 5 * MEGABYTE,
  /** Any published file: the WebGPU build of ONNX Runtime is the largest. */
  published: 30 * MEGABYTE,
  /** The package, unpacked. */
  unpacked: 120 * MEGABYTE,
}

const Package = v.pipe(v.string(), v.parseJson(), v.object({ name: v.string(), dependencies: v.record(v.string(), v.string()) }))
const Packed = v.pipe(
  v.string(),
  v.parseJson(),
  v.tuple([v.object({ filename: v.string(), unpackedSize: v.number(), files: v.array(v.object({ path: v.string(), size: v.number(), mode: v.number() })) })]),
)
const Manifest = v.pipe(v.string(), v.parseJson(), v.object({ version: v.string(), files: v.record(v.string(), v.object({ bytes: v.number(), sha256: v.string(), integrity: v.string() })) }))

const digest = (algorithm: string, content: Uint8Array, encoding: 'hex' | 'base64'): string => createHash(algorithm).update(content).digest(encoding)

/** Packs the package and puts it into a project of its own, beside its declared dependencies and React, and nothing else. */
const install = async (folder: string): Promise<{ readonly name: string; readonly packed: v.InferOutput<typeof Packed>[0] }> => {
  const ran = await run('npm', ['pack', '--silent', '--ignore-scripts', '--json', '--pack-destination', folder])
  const [packed] = v.parse(Packed, ran.output.slice(ran.output.indexOf('[\n'), ran.output.lastIndexOf(']') + 1))
  const { name, dependencies } = v.parse(Package, readFileSync(join(root, 'package.json'), 'utf8'))
  const modules = join(folder, 'node_modules')
  const target = join(modules, name)
  mkdirSync(target, { recursive: true })
  const unpacked = await run('tar', ['-xzf', join(folder, packed.filename), '--strip-components=1', '-C', target])
  assert.equal(unpacked.code, 0, unpacked.output)
  for (const dependency of [...Object.keys(dependencies), 'react', 'react-dom', '@types/react', '@types/react-dom']) {
    mkdirSync(dirname(join(modules, dependency)), { recursive: true })
    symlinkSync(join(root, 'node_modules', dependency), join(modules, dependency))
  }
  mkdirSync(join(modules, '.bin'))
  symlinkSync(join(target, 'src/cli/hearth.js'), join(modules, '.bin/hearth'))
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }))
  return { name, packed }
}

const succeeds = async (program: string, args: readonly string[], cwd: string): Promise<string> => {
  const ran = await run(program, args, { cwd })
  assert.equal(ran.code, 0, ran.output)
  return ran.output
}

const claims = (folder: string, name: string, packed: v.InferOutput<typeof Packed>[0]): readonly Claim[] => {
  const dist = join(folder, 'node_modules', name, 'dist')
  return [
    {
      name: 'the package holds what it names and no sources',
      check: () => {
        const paths = packed.files.map((file) => file.path)
        for (const path of ['dist/hearth.js', 'dist/engine.js', 'dist/worker.js', 'dist/embedder.js', 'dist/index.js', 'dist/react.js', 'dist/collector.js', 'dist/cli.js', 'dist/manifest.json', 'LICENSE', 'NOTICE', 'README.md', 'SECURITY.md']) assert.ok(paths.includes(path), `${path} is missing`)
        assert.deepEqual(paths.filter((path) => path.startsWith('src/')), ['src/cli/hearth.js'])
        const declared = paths.filter((path) => path.startsWith('dist/types/')).map((path) => join(root, path.replace('dist/types', 'src')).replace(/\.d\.ts$/, ''))
        assert.deepEqual(declared.filter((source) => !existsSync(`${source}.ts`) && !existsSync(`${source}.tsx`)), [], 'declarations of sources that are gone')
        assert.equal((packed.files.find((file) => file.path === 'src/cli/hearth.js')?.mode ?? 0) & 0o111, 0o111, 'src/cli/hearth.js is not executable')
      },
    },
    {
      name: 'no published file is too large',
      check: () => {
        assert.deepEqual(packed.files.filter((file) => file.size > LIMITS.published).map((file) => file.path), [])
        assert.ok(packed.unpackedSize <= LIMITS.unpacked, `${String(packed.unpackedSize)} bytes`)
      },
    },
    {
      name: 'no committed file outside the models is too large',
      check: async () => {
        const listed = await run('git', ['ls-files'])
        if (listed.code !== 0) return
        const large = listed.output.split('\n').filter((file) => file !== '' && !file.startsWith('public/models/') && (statSync(join(root, file), { throwIfNoEntry: false })?.size ?? 0) > LIMITS.committed)
        assert.deepEqual(large, [])
      },
    },
    {
      name: 'the manifest lists every file of dist with its length and hashes',
      check: () => {
        const { files } = v.parse(Manifest, readFileSync(join(dist, 'manifest.json'), 'utf8'))
        const present = readdirSync(dist, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile() && entry.name !== 'manifest.json')
        assert.equal(present.length, Object.keys(files).length)
        for (const [path, file] of Object.entries(files)) {
          const content = readFileSync(join(dist, path))
          assert.equal(content.byteLength, file.bytes, path)
          assert.equal(digest('sha256', content, 'hex'), file.sha256, path)
          assert.equal(`sha384-${digest('sha384', content, 'base64')}`, file.integrity, path)
        }
      },
    },
    {
      name: 'hearth.js is one file, as a classic script and as a module',
      check: async () => {
        for (const kind of ['cjs', 'mjs']) {
          copyFileSync(join(dist, 'hearth.js'), join(folder, `hearth.${kind}`))
          await succeeds(process.execPath, ['--check', `hearth.${kind}`], folder)
        }
        assert.doesNotMatch(readFileSync(join(dist, 'hearth.js'), 'utf8'), /\bimport\s*\(|\bimport\.meta\b/)
      },
    },
    {
      name: 'hearth.js is at most 20 KB, compressed, and pins the files that it loads',
      check: () => {
        const tag = readFileSync(join(dist, 'hearth.js'))
        const { byteLength } = gzipSync(tag, { level: 9 })
        assert.ok(byteLength <= LIMITS.tag, `${String(byteLength)} bytes`)
        for (const file of TAG_FILES) assert.ok(tag.includes(`sha256-${digest('sha256', readFileSync(join(dist, file)), 'base64')}`), file)
      },
    },
    {
      name: 'engine.js pins the workers, models and languages that it fetches',
      check: () => {
        const engine = readFileSync(join(dist, 'engine.js'), 'utf8')
        const fetched = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((path) => /^(worker|embedder|embedder-webgpu|sharder)\.js$|^assets\/(?!schemas\/).*(?<!golden\.json)$/.test(path) && statSync(join(dist, path)).isFile())
        assert.ok(fetched.length > 10)
        assert.deepEqual(fetched.filter((path) => !engine.includes(digest('sha256', readFileSync(join(dist, path)), 'hex'))), [])
      },
    },
    {
      name: 'the workers are single files',
      check: () => {
        for (const worker of ['worker.js', 'embedder.js', 'embedder-webgpu.js', 'sharder.js']) assert.doesNotMatch(readFileSync(join(dist, worker), 'utf8'), /^\s*(import|export)\b[^(.]|\bfrom\s*["']\.{1,2}\//m, worker)
      },
    },
    {
      name: 'ONNX Runtime’s wasm is published once',
      check: () => {
        const wasm = packed.files.filter((file) => file.path.endsWith('.wasm') && file.size > MEGABYTE)
        assert.ok(wasm.length > 0)
        assert.deepEqual(wasm.filter((file) => !file.path.startsWith('dist/assets/ort/')), [])
      },
    },
    {
      name: 'the bundle of the page has two network calls',
      check: () => {
        const parts = ['hearth.js', ...TAG_FILES].map((file) => readFileSync(join(dist, file), 'utf8'))
        const count = (code: string, call: RegExp): number => code.match(call)?.length ?? 0
        // One GET and one POST, both of them loaded after consent; the tag itself can only load the files that it pins.
        assert.deepEqual(parts.map((code) => count(code, /(?<![\w$.])fetch\(|\b(?:window|self|globalThis)\.fetch\(/g)), [0, 2, 0])
        assert.deepEqual(parts.map((code) => count(code, /createElement\([`'"]script[`'"]\)/g)), [1, 0, 0])
        for (const code of parts) assert.doesNotMatch(code, /\bnew (XMLHttpRequest|WebSocket|EventSource|WebTransport|RTCPeerConnection|Image)\b|\.sendBeacon\(|\bimport\s*\(/)
      },
    },
    { name: 'react.js keeps its directive', check: () => assert.match(readFileSync(join(dist, 'react.js'), 'utf8'), /^\s*['"]use client['"]/) },
    ...['', '/react', '/collector'].map(
      (path): Claim => ({ name: `${name}${path} can be imported where there is no browser`, check: () => succeeds(process.execPath, ['--input-type=module', '-e', `const m = await import(${JSON.stringify(name + path)}); if (Object.keys(m).length === 0) throw new Error('exports nothing')`], folder).then(() => undefined) }),
    ),
    { name: 'the script can be resolved', check: () => succeeds(process.execPath, ['--input-type=module', '-e', `import.meta.resolve(${JSON.stringify(`${name}/script`)})`], folder).then(() => undefined) },
    {
      name: 'the types serve a strict project',
      check: async () => {
        writeFileSync(join(folder, 'consumer.ts'), `import { createHearth } from '${name}'\nimport { HearthProvider } from '${name}/react'\nexport const hearth = createHearth({})\nexport const status: string = hearth.state.status\nexport { HearthProvider }\n`)
        writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: { strict: true, noEmit: true, module: 'nodenext', target: 'es2022', lib: ['es2022', 'dom', 'dom.iterable'], types: [], jsx: 'react-jsx' }, files: ['consumer.ts'] }))
        const ran = await runTool('typescript/bin/tsc', ['-p', folder])
        assert.equal(ran.code, 0, ran.output)
      },
    },
    { name: 'npx hearth --help answers', check: async () => assert.match(await succeeds('npx', ['--no-install', 'hearth', '--help'], folder), /Usage: hearth/) },
  ]
}

/** What is published works outside the checkout. */
export const packaging: SuiteStep = {
  name: 'packaging',
  run: async () => {
    if (!existsSync(join(root, 'dist/manifest.json'))) return { passed: 0, failed: 1, notes: ['no dist: run the build step first'] }
    const folder = mkdtempSync(join(tmpdir(), 'hearth-package-'))
    try {
      const { name, packed } = await install(folder)
      return await checkAll(claims(folder, name, packed))
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
}
