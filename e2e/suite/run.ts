import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** The checkout. */
export const root = fileURLToPath(new URL('../..', import.meta.url))

export interface Ran {
  readonly code: number
  /** Both streams, in the order in which they came. */
  readonly output: string
}

export interface RunOptions {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  /** Shows the output as it comes. */
  readonly echo?: boolean
}

/** Runs a program to its end. */
export const run = (program: string, args: readonly string[], { cwd = root, env = {}, echo = false }: RunOptions = {}): Promise<Ran> =>
  new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    const take = (chunk: Buffer): void => {
      output += chunk.toString()
      if (echo) process.stdout.write(chunk)
    }
    child.stdout.on('data', take)
    child.stderr.on('data', take)
    child.on('error', reject)
    child.on('close', (code) => {
      resolve({ code: code ?? 1, output })
    })
  })

/** Runs a JavaScript file of an installed package with this Node. */
export const runTool = (file: string, args: readonly string[], options?: RunOptions): Promise<Ran> => run(process.execPath, [`${root}/node_modules/${file}`, ...args], options)
