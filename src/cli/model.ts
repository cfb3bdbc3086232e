import { Command } from 'commander'
import { reportingFaults } from './input-fault.js'
import { addModel } from './models/add-model.js'
import { checkModel } from './models/check-model.js'
import type { ModelCheck } from './models/model-check.js'
import { openModelFolder } from './models/model-folder.js'

interface Output {
  readonly json?: true
}

/** `hearth model check` and `hearth model add`: a sentence encoder or a scorer that somebody brings. */
export function modelCommand(): Command {
  const command = new Command('model').description('bring your own encoder (model.onnx with tokenizer.json) or scorer (model.onnx)')
  command
    .command('check')
    .description('open and run a model as the browser would, and say what is wrong with it and what to do')
    .argument('<folder>')
    .option('--json', 'one JSON object on standard output')
    .action((path: string, options: Output) => reportingFaults(async () => print(await checkModel(openModelFolder(path)), options)))
  command
    .command('add')
    .description('check a model, and write it with its canary as a folder to be served')
    .argument('<folder>')
    .option('--out <folder>', 'where the model’s folder goes', 'hearth-models')
    .option('--json', 'one JSON object on standard output')
    .action((path: string, options: Output & { readonly out: string }) =>
      reportingFaults(async () => {
        const folder = openModelFolder(path)
        const check = await checkModel(folder)
        print(check.ok ? { ...check, folder: await addModel(folder, check, options.out) } : check, options)
      }),
    )
  return command
}

function print(check: ModelCheck & { readonly folder?: string }, { json }: Output): void {
  if (!check.ok) process.exitCode = 1
  if (json) {
    process.stdout.write(`${JSON.stringify(check)}\n`)
    return
  }
  const { ok, kind, dimensions, bytes, canary, latencyMs, problems, remarks = [], folder } = check
  const measured = `${String(dimensions)} ${kind === 'encoder' ? 'dimensions' : 'features'}, ${String(bytes)} bytes, ${String(latencyMs)} ms on WASM, canary ${String(canary.wasm)}`
  process.stdout.write(`${[ok ? `${kind}: ${measured}` : `${kind}: not usable`, ...problems, ...remarks, ...(folder === undefined ? [] : [`written to ${folder}`])].join('\n')}\n`)
}
