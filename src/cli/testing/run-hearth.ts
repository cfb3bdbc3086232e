import { spawn, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const script = fileURLToPath(new URL('../hearth.js', import.meta.url))

export interface Ran {
  /** The exit code; −1 where a signal ended it. */
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs the command line as a person would, in `cwd`. `started` is given the process, for those who mean to end it; `output` is an open file to stand for standard output. */
export function runHearth(args: readonly string[], cwd?: string, started?: (child: ChildProcess) => void, output: number | 'pipe' = 'pipe'): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, ...args], { cwd, stdio: ['ignore', output, 'pipe'] })
    let [stdout, stderr] = ['', '']
    child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
    child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
    child.on('error', reject)
    child.on('close', (code) => {
      resolve({ code: code ?? -1, stdout, stderr })
    })
    started?.(child)
  })
}
