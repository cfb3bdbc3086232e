import { spawn } from 'node:child_process'
import { join, relative } from 'node:path'
import { MAGAZINE } from './artwork.js'
import { filesBelow } from './fingerprint.js'
import { demo, root } from './paths.js'
import type { Step } from './step.js'

/** Runs the project's own command line; rejects with what it wrote to standard error. */
const hearth = (args: readonly string[]): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, 'src/cli/hearth.js'), ...args], { cwd: root, stdio: ['ignore', 'ignore', 'pipe'] })
    let complaint = ''
    child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()))
    child.on('error', reject)
    child.on('close', (code) => {
      if (code === 0) resolve()
      else reject(new Error(`hearth ${args.join(' ')} ended with ${String(code)}\n${complaint.trim()}`))
    })
  })

/** The magazine's catalog, by the same command that a site owner runs. */
export const catalogStep: Step = {
  name: 'demo-catalog',
  inputs: [MAGAZINE, 'src/cli', 'src/core', 'src/adapters', 'public/models'],
  needs: [MAGAZINE, 'src/cli/main.ts', 'src/cli/catalog.ts'],
  run: async () => {
    const out = join(demo, 'catalog')
    await hearth(['catalog', 'build', MAGAZINE, '--out', relative(root, out), '--model', 'minilm', '--json'])
    return filesBelow(out).map((file) => relative(root, file))
  },
}
