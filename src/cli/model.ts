import { Command } from 'commander'
import { FEATURES, FEATURES_VERSION } from '../core/ranking/scorer/features.js'
import { reportingFaults } from './input-fault.js'
import { addModel } from './models/add-model.js'
import { checkModel, type CheckOptions } from './models/check-model.js'
import type { ModelCheck } from './models/model-check.js'
import { openModelFolder } from './models/model-folder.js'
import { whileWaiting } from './progress.js'

interface Options {
  readonly json?: true
  /** True waits for every text on WebGPU, false leaves it out. */
  readonly webgpu?: boolean
}

/** `hearth model …`: a sentence encoder or a scorer that somebody brings. */
export function modelCommand(): Command {
  const command = new Command('model').description('bring your own encoder (model.onnx with tokenizer.json) or scorer (model.onnx)')
  const checking = (sub: Command): Command =>
    sub
      .argument('<folder>')
      .option('--webgpu', 'wait for every text of the canary on WebGPU; by default a few, for some seconds')
      .option('--no-webgpu', 'leave WebGPU out')
      .option('--json', 'one JSON object on standard output')
  checking(command.command('check').description('open and run a model as the browser would, and say what is wrong with it and what to do')).action((path: string, options: Options) =>
    reportingFaults(async () => print(await whileWaiting('checking', checkModel(openModelFolder(path), modeOf(options))), options)),
  )
  checking(command.command('add').description('check a model, and write it with its canary as a folder to be served'))
    .option('--out <folder>', 'where the model’s folder goes', 'hearth-models')
    .action((path: string, options: Options & { readonly out: string }) =>
      reportingFaults(async () => {
        const folder = openModelFolder(path)
        const check = await whileWaiting('checking', checkModel(folder, modeOf(options)))
        print(check.ok ? { ...check, folder: await addModel(folder, check, options.out) } : check, options)
      }),
    )
  command
    .command('features')
    .description('list the features that a scorer is given about each candidate, in their order')
    .option('--json', 'one JSON object on standard output')
    .action(({ json }: Options) => {
      const lines = [`version ${String(FEATURES_VERSION)}`, ...FEATURES.map(({ name, unit, says }) => `${name.padEnd(12)}${says} (${unit})`)]
      process.stdout.write(`${json === true ? JSON.stringify({ version: FEATURES_VERSION, features: FEATURES }) : lines.join('\n')}\n`)
    })
  return command
}

function modeOf({ webgpu }: Options): CheckOptions {
  return { webgpu: webgpu === undefined ? 'quick' : webgpu ? 'whole' : 'off' }
}

function print(check: ModelCheck & { readonly folder?: string }, { json }: Options): void {
  if (!check.ok) process.exitCode = 1
  const { ok, kind, dimensions, bytes, canary, webgpu, latencyMs, problems, remarks = [], folder, scorer } = check
  if (json) {
    process.stdout.write(`${JSON.stringify(scorer === undefined ? check : { ...check, scorer: { features: scorer.features, weight: scorer.weight } })}\n`)
    return
  }
  const measured = `${String(dimensions)} ${kind === 'encoder' ? 'dimensions' : 'features'}, ${String(bytes)} bytes, ${String(latencyMs)} ms on WASM, canary ${String(canary.wasm)} on WASM, ${canary.webgpu === null ? `none on WebGPU (${webgpu ?? 'not tried'})` : `${String(canary.webgpu)} on WebGPU`}`
  process.stdout.write(`${[ok ? `${kind}: ${measured}` : `${kind}: not usable`, ...problems, ...remarks, ...(folder === undefined ? [] : [`written to ${folder}`])].join('\n')}\n`)
}
