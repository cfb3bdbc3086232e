import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import * as v from 'valibot'
import { writeWhole } from '../cli/write-whole.js'
import { fingerprint } from './fingerprint.js'
import { root, scratch } from './paths.js'

/** One part of the build: what it reads, and how it makes its files. */
export interface Step {
  readonly name: string
  /** Files and folders, relative to the checkout, that decide the outcome. */
  readonly inputs: readonly string[]
  /** Files that must exist before the step can run, relative to the checkout. */
  readonly needs: readonly string[]
  /** Writes the files and answers with their paths, relative to the checkout. */
  run(): Promise<readonly string[]>
}

export type Outcome =
  | { readonly status: 'built' | 'fresh'; readonly name: string; readonly seconds: number }
  | { readonly status: 'missing' | 'failed'; readonly name: string; readonly why: string }

const Stamp = v.object({ fingerprint: v.string(), outputs: v.array(v.string()) })

const stampFile = (name: string): string => join(scratch, 'stamps', `${name}.json`)

const readStamp = (name: string): v.InferOutput<typeof Stamp> | undefined => {
  const file = stampFile(name)
  if (!existsSync(file)) return undefined
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), Stamp), readFileSync(file, 'utf8'))
  return parsed.success ? parsed.output : undefined
}

/**
 * Runs a step unless its inputs are those of its last run and all that it made is still there. Files that the last run
 * made and this one did not are removed.
 */
export const runStep = async (step: Step, options: { readonly always: boolean }): Promise<Outcome> => {
  const started = performance.now()
  const seconds = (): number => Math.round(performance.now() - started) / 1000
  const missing = step.needs.filter((file) => !existsSync(join(root, file)))
  if (missing.length > 0) return { status: 'missing', name: step.name, why: `not found: ${missing.join(', ')}` }
  const now = fingerprint([...step.inputs, 'src/build', 'package.json'])
  const before = readStamp(step.name)
  if (!options.always && before?.fingerprint === now && before.outputs.every((file) => existsSync(join(root, file)))) {
    return { status: 'fresh', name: step.name, seconds: seconds() }
  }
  try {
    const outputs = await step.run()
    for (const old of before?.outputs ?? []) if (!outputs.includes(old)) rmSync(join(root, old), { force: true })
    writeWhole(stampFile(step.name), JSON.stringify({ fingerprint: now, outputs }))
    return { status: 'built', name: step.name, seconds: seconds() }
  } catch (error) {
    rmSync(stampFile(step.name), { force: true })
    return { status: 'failed', name: step.name, why: stripVTControlCharacters(error instanceof Error ? error.message : String(error)) }
  }
}
