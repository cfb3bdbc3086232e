import { execFile } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { promisify } from 'node:util'
import { filesBelow } from './fingerprint.js'
import { dist, root, scratch } from './paths.js'
import type { Step } from './step.js'

const ROOMS = ['core', 'protocol', 'client', 'elements', 'react', 'collector']

const compile = async (): Promise<void> => {
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  try {
    await promisify(execFile)(process.execPath, [tsc, '-b', 'src/client', 'src/elements', 'src/react', 'src/collector'], { cwd: root })
  } catch (error) {
    // The compiler writes what is wrong to standard output.
    throw new Error(error instanceof Error && 'stdout' in error ? String(error.stdout).trim() : String(error))
  }
}

/** The compiler leaves the declarations of a source that is gone. */
const hasSource = (declaration: string): boolean => ['.ts', '.tsx'].some((ending) => existsSync(join(root, 'src', declaration.replace(/\.d\.ts$/, ending))))

/** The public declarations: the compiler's own output for the rooms that the package exports, relative imports kept. */
export const declarationsStep: Step = {
  name: 'declarations',
  inputs: [...ROOMS.map((room) => `src/${room}`), 'src/tsconfig.base.json'],
  needs: [],
  run: async () => {
    await compile()
    return ROOMS.flatMap((room) => {
      const from = join(scratch, 'types/src')
      return filesBelow(join(from, room))
        .filter((file) => file.endsWith('.d.ts') && !file.endsWith('.test.d.ts') && hasSource(relative(from, file)))
        .map((file) => {
          const to = join(dist, 'types', relative(from, file))
          mkdirSync(dirname(to), { recursive: true })
          copyFileSync(file, to)
          return relative(root, to)
        })
    })
  },
}
