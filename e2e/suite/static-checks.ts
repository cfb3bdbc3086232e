import { runTool } from './run.js'
import type { SuiteStep, Tally } from './step.js'

const whole = (ran: { readonly code: number; readonly output: string }): Tally =>
  ran.code === 0 ? { passed: 1, failed: 0, notes: [] } : { passed: 0, failed: 1, notes: [ran.output.trim()] }

/** The compiler over every room, each under the `lib` of its runtime. */
export const types: SuiteStep = { name: 'types', run: async () => whole(await runTool('typescript/bin/tsc', ['-b'])) }

/** Import directions and forbidden powers. */
export const lint: SuiteStep = {
  name: 'lint',
  run: async () => whole(await runTool('eslint/bin/eslint.js', ['.', '--max-warnings', '0', '--cache', '--cache-location', 'build/eslint-cache'])),
}
