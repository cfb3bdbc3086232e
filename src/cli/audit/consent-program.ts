import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { InputFault } from '../input-fault.js'
import type { Progress } from '../progress.js'

/** The rooms that can hold visitor data; tests and mutants' fixtures are none. */
const ROOMS = ['src/core', 'src/adapters', 'src/protocol', 'src/storage', 'src/client', 'workers']

const OPTIONS: ts.CompilerOptions = {
  strict: true, noEmit: true, skipLibCheck: true, target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler, lib: ['lib.es2022.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'], types: [],
}

/** The source tree at `root` as one program. Without its types nothing could be told, so a tree that lacks them is bad input. */
export function consentProgram(root: string, progress?: Progress): ts.Program {
  const files = ROOMS.flatMap((room) => sources(join(root, room)))
  if (!files.some((file) => file.endsWith('core/consent/gate.ts'))) throw new InputFault(`${root}: no src/core/consent/gate.ts here; audit a checkout`)
  const program = ts.createProgram(files, OPTIONS, hostWithLibraries((read) => progress?.(Math.min(read, files.length), files.length)))
  const idb = ts.resolveModuleName('idb', join(root, 'src/adapters/database.ts'), OPTIONS, ts.sys).resolvedModule
  if (idb === undefined) throw new InputFault(`${root}: the types of idb are not installed; run npm ci`)
  return program
}

const libraries = new Map<string, ts.SourceFile | undefined>()

/** The compiler's own host, but declarations of libraries are read once a process: they are most of the work. */
function hostWithLibraries(told: (sources: number) => void): ts.CompilerHost {
  const host = ts.createCompilerHost(OPTIONS)
  let sources = 0
  return {
    ...host,
    getSourceFile(name, ...rest) {
      if (!name.endsWith('.d.ts')) {
        told(++sources)
        return host.getSourceFile(name, ...rest)
      }
      if (!libraries.has(name)) libraries.set(name, host.getSourceFile(name, ...rest))
      return libraries.get(name)
    },
  }
}

function sources(folder: string): readonly string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.ts$/.test(entry.name) && !/\.(test|d)\.ts$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
}
