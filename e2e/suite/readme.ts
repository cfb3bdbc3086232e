import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import { root, run } from './run.js'
import type { Claim, SuiteStep } from './step.js'
import { checkAll } from './step.js'

const Package = v.pipe(v.string(), v.parseJson(), v.object({ scripts: v.record(v.string(), v.string()) }))

/** Every line of the README that is meant for a shell. */
const commands = (readme: string): readonly string[] => [...readme.matchAll(/^```sh\n(.*?)^```/gms)].flatMap(([, block]) => (block ?? '').trim().split('\n'))

/** `npm ci && npm test` runs this very step, so of npm's commands only the names are checked; the others are run. */
const claim = (command: string, scripts: Readonly<Record<string, string>>): Claim => ({
  name: `README: ${command}`,
  check: async () => {
    if (command.startsWith('npx hearth ')) {
      const ran = await run('npx', ['--no-install', ...command.split(' ').slice(1)])
      assert.equal(ran.code, 0, ran.output)
      return
    }
    for (const part of command.split(' && ').filter((one) => one !== 'npm ci')) {
      const name = /^npm (?:run (?:-s )?)?(\w+)$/.exec(part)?.[1]
      assert.ok(name !== undefined && name in scripts, `package.json has no script for “${part}”`)
    }
  },
})

/** What the README tells a newcomer to type works. */
export const readme: SuiteStep = {
  name: 'readme',
  run: () => {
    const lines = commands(readFileSync(join(root, 'README.md'), 'utf8'))
    const { scripts } = v.parse(Package, readFileSync(join(root, 'package.json'), 'utf8'))
    assert.ok(lines.length > 0, 'no command found in the README')
    return checkAll(lines.map((line) => claim(line, scripts)))
  },
}
