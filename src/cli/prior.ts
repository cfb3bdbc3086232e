import { Command } from 'commander'
import { pairsOf } from '../core/prior/neighbours.js'
import { encodePrior } from '../core/prior/prior-file.js'
import { fitPrior } from '../core/prior/fit-prior.js'
import type { Prior } from '../core/prior/prior.js'
import type { Millis } from '../core/time.js'
import { positives, readInteractions } from './evaluate/interaction-lines.js'
import { readItems } from './evaluate/items-file.js'
import { InputFault, reportingFaults } from './input-fault.js'
import { readMahout } from './prior/mahout.js'
import { progressLine } from './progress.js'
import { writeWhole } from './write-whole.js'

interface FitOptions {
  readonly items?: string
  readonly out: string
  readonly json?: true
}

/** `hearth prior fit` and `hearth prior import-mahout`: the file that is the same for every visitor. */
export function priorCommand(): Command {
  const command = new Command('prior').description('what everyone’s behaviour says, as one public file')
  command
    .command('fit')
    .description('popularity and item-to-item neighbours from public or donated interactions')
    .argument('<interactions>', 'interactions.jsonl')
    .option('--items <file>', 'items.jsonl: only these items are kept')
    .requiredOption('--out <file>', 'where prior.json goes')
    .option('--json', 'one JSON object on standard output')
    .action((file: string, options: FitOptions) => reportingFaults(() => fit(file, options)))
  command
    .command('import-mahout')
    .description('neighbours from the output of Mahout’s item-similarity jobs')
    .argument('<similarities>', 'lines of "item item similarity", or "item<tab>item:similarity …"')
    .requiredOption('--out <file>', 'where prior.json goes')
    .option('--json', 'one JSON object on standard output')
    .action((file: string, options: FitOptions) => reportingFaults(() => importMahout(file, options)))
  return command
}

function fit(file: string, { items, out, json }: FitOptions): Promise<void> {
  const liked = positives(readInteractions(file))
  const known = items === undefined ? undefined : readItems(items)
  const kept = known === undefined ? liked : liked.filter(({ item }) => known.has(item))
  if (kept.length === 0) throw new InputFault(`${file}: none of its items is in ${String(items)}`)
  const at = kept.reduce((latest, interaction) => Math.max(latest, interaction.at), 0) as Millis
  write(fitPrior(kept, at, { told: progressLine('solving') }), out, json)
  return Promise.resolve()
}

function importMahout(file: string, { out, json }: FitOptions): Promise<void> {
  write({ source: 'imported', neighbours: readMahout(file) }, out, json)
  return Promise.resolve()
}

function write(prior: Prior, out: string, json: true | undefined): void {
  const text = encodePrior(prior)
  writeWhole(out, text)
  const answer = { items: prior.neighbours?.items.length ?? 0, pairs: prior.neighbours === undefined ? 0 : pairsOf(prior.neighbours), bytes: Buffer.byteLength(text) }
  process.stdout.write(json === true ? `${JSON.stringify(answer)}\n` : `${String(answer.items)} items and ${String(answer.pairs)} pairs in ${out} (${String(answer.bytes)} bytes)\n`)
}
