import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import { root, runTool } from './run.js'
import type { SuiteStep } from './step.js'

const Report = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    testResults: v.array(
      v.object({
        name: v.string(),
        status: v.string(),
        message: v.optional(v.string(), ''),
        assertionResults: v.array(v.object({ fullName: v.string(), status: v.string() })),
      }),
    ),
  }),
)

/** Vitest over every room. A test that is skipped counts as failed, and so does a file that cannot be loaded. */
export const unit: SuiteStep = {
  name: 'unit',
  run: async () => {
    const report = join(root, 'build/unit.json')
    rmSync(report, { force: true })
    const ran = await runTool('vitest/vitest.mjs', ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`], { echo: true })
    const { testResults } = v.parse(Report, readFileSync(report, 'utf8'))
    const tests = testResults.flatMap((file) => file.assertionResults)
    const broken = testResults.filter((file) => file.status === 'failed' && file.assertionResults.every((test) => test.status === 'passed'))
    const unsound = tests.filter((test) => test.status !== 'passed')
    const passed = tests.length - unsound.length
    const failed = unsound.length + broken.length
    return {
      passed,
      failed: failed === 0 && ran.code !== 0 ? 1 : failed,
      notes: [...unsound.map((test) => `${test.status.toUpperCase()} ${test.fullName}`), ...broken.map((file) => `FAILED to load ${file.name}: ${file.message}`)],
    }
  },
}
