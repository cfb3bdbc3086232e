import { Command, InvalidArgumentError } from 'commander'
import { evaluatePolicy } from '../../core/learning/policy-evaluation.js'
import { createNodeEncoder } from '../encoders/node-encoder.js'
import { openPrior } from '../../core/prior/prior-file.js'
import { InputFault, reportingFaults } from '../input-fault.js'
import { openNodeScorer } from '../models/node-scorer.js'
import { progressLine } from '../progress.js'
import { readInput } from '../read-input.js'
import { ablationTable, evaluateAblation } from './ablation.js'
import { cacheFolder } from './cache-folder.js'
import { coldStartTable, evaluateColdStart } from './cold-start.js'
import { guardAgainstLeak, readImpressions } from './impression-lines.js'
import { beginFeatureRows } from './feature-rows.js'
import { DRAWS } from './folds.js'
import { evaluateImpressions } from './impressions.js'
import { impressionsTable } from './impressions-report.js'
import { readInteractions } from './interaction-lines.js'
import { evaluateInteractions } from './interactions.js'
import { interactionsTable } from './interactions-report.js'
import { readItems } from './items-file.js'
import { readRounds } from './rounds-file.js'
import type { WalkInput } from './walk.js'

interface WalkFiles {
  readonly items: string
  readonly test: string
  readonly fit?: string
  readonly model: string
  readonly cache: string
  readonly prior?: string
}

interface ImpressionsOptions extends WalkFiles {
  readonly scorer?: string
  readonly features?: string
  readonly keep?: number
  readonly json?: true
}

interface PlainOptions extends WalkFiles {
  readonly json?: true
}

interface InteractionsOptions {
  readonly data: string
  readonly items?: string
  readonly keep?: number
  readonly latest?: true
  readonly draws: number
  readonly model: string
  readonly cache: string
  readonly json?: true
}

interface PolicyOptions {
  readonly log: string
  readonly target: string
  readonly json?: true
}

/** `hearth evaluate …`: how well the shipped ranker does on logs. */
export function evaluateCommand(): Command {
  const command = new Command('evaluate').description('measure the shipped ranker on logs')
  command
    .command('impressions')
    .description('lists that were shown and what was clicked in them')
    .requiredOption('--items <file>', 'items.jsonl')
    .requiredOption('--test <file>', 'impressions.jsonl to measure on')
    .option('--fit <file>', 'impressions.jsonl from before the test: centre and popularity')
    .option('--prior <file>', 'a prior.json whose topics and pairs of topics are used')
    .option('--keep <count>', 'keep the last so many of each history', wholeNumber)
    .option('--scorer <folder>', 'a scorer’s folder: with its part in the score')
    .option('--features <file>', 'write what a scorer would be asked, a candidate a line, to train one on')
    .option('--model <model>', 'minilm, minilm-l4, static, or the folder of an encoder', 'minilm')
    .option('--cache <folder>', 'where vectors are kept between runs', cacheFolder())
    .option('--json', 'one JSON object on standard output')
    .action((options: ImpressionsOptions) => reportingFaults(() => impressions(options)))
  command
    .command('cold-start')
    .description('the same lists with little known of each visitor: their last few clicks, or the topics they picked when asked')
    .requiredOption('--items <file>', 'items.jsonl')
    .requiredOption('--test <file>', 'impressions.jsonl to measure on')
    .option('--fit <file>', 'impressions.jsonl from before the test: centre, popularity and what all visitors read')
    .option('--prior <file>', 'a prior.json whose topics and pairs of topics are used')
    .option('--model <model>', 'minilm, minilm-l4, static, or the folder of an encoder', 'minilm')
    .option('--cache <folder>', 'where vectors are kept between runs', cacheFolder())
    .option('--json', 'one JSON object on standard output')
    .action((options: PlainOptions) => reportingFaults(() => coldStart(options)))
  command
    .command('ablation')
    .description('the same lists with each part of the ranking taken out in turn')
    .requiredOption('--items <file>', 'items.jsonl')
    .requiredOption('--test <file>', 'impressions.jsonl to measure on')
    .option('--fit <file>', 'impressions.jsonl from before the test: centre and popularity')
    .option('--model <model>', 'minilm, minilm-l4, static, or the folder of an encoder', 'minilm')
    .option('--cache <folder>', 'where vectors are kept between runs', cacheFolder())
    .option('--json', 'one JSON object on standard output')
    .action((options: PlainOptions) => reportingFaults(() => ablation(options)))
  command
    .command('interactions')
    .description('what visitors turned to: five folds of users, the whole catalog ranked for each')
    .requiredOption('--data <file>', 'interactions.jsonl')
    .option('--items <file>', 'items.jsonl: ranks by their texts too')
    .option('--keep <count>', 'keep so many of what is known of each user, drawn evenly', wholeNumber)
    .option('--latest', 'with --keep: keep the latest instead')
    .option('--draws <count>', 'ways in which each user’s items are parted into what is known and what is to be found', atLeastOne, DRAWS)
    .option('--model <model>', 'minilm, minilm-l4, static, or the folder of an encoder', 'minilm')
    .option('--cache <folder>', 'where vectors are kept between runs', cacheFolder())
    .option('--json', 'one JSON object on standard output')
    .action((options: InteractionsOptions) => reportingFaults(() => interactions(options)))
  command
    .command('policy')
    .description('what another policy would have earned, from a log with propensities')
    .requiredOption('--log <file>', 'rounds.jsonl of the policy that ran')
    .requiredOption('--target <file>', 'rounds.jsonl of the policy to be valued')
    .option('--json', 'one JSON object on standard output')
    .action((options: PolicyOptions) => reportingFaults(() => policy(options)))
  return command
}

async function interactions({ data, items, keep, latest, draws, model, cache, json }: InteractionsOptions): Promise<void> {
  const lines = readInteractions(data)
  const known = items === undefined ? undefined : readItems(items)
  const encoder = known === undefined ? undefined : await createNodeEncoder(model, { cache })
  try {
    const report = await evaluateInteractions({ interactions: lines, ...(known && { items: known }), ...(encoder && { encoder }), ...(keep === undefined ? {} : { keep }), ...(latest && { latest }), draws, embedding: progressLine('embedding'), ranking: progressLine('ranking') })
    process.stdout.write(`${json === true ? JSON.stringify(report) : interactionsTable(report)}\n`)
  } finally {
    await encoder?.close()
  }
}

function policy({ log, target, json }: PolicyOptions): Promise<void> {
  const value = evaluatePolicy(readRounds(log), readRounds(target))
  const { interval95 } = value
  const row = (name: keyof typeof interval95): string => `${name.padEnd(10)}${value[name].toFixed(5)}  ${interval95[name].map((end) => end.toFixed(5)).join(' to ')}`
  const lines = [row('onPolicy'), row('ips'), row('snips'), row('dr'), `ess       ${value.ess.toFixed(0)} of ${String(value.n.log)}`]
  process.stdout.write(`${json === true ? JSON.stringify(value) : lines.join('\n')}\n`)
  return Promise.resolve()
}

function impressions({ keep, scorer: scorerPath, features, json, ...files }: ImpressionsOptions): Promise<void> {
  return onWalk(files, async (input) => {
    const scorer = scorerPath === undefined ? undefined : await openNodeScorer(scorerPath)
    const rows = features === undefined ? undefined : beginFeatureRows(features)
    try {
      const report = await evaluateImpressions({ ...input, ...(keep === undefined ? {} : { keep }), ...(scorer === undefined ? {} : { scorer }), ...(rows === undefined ? {} : { features: rows.add }) })
      rows?.finish()
      return json === true ? JSON.stringify(report) : impressionsTable(report)
    } finally {
      rows?.drop()
    }
  })
}

function coldStart({ json, ...files }: PlainOptions): Promise<void> {
  return onWalk(files, async (input) => {
    const report = await evaluateColdStart(input)
    return json === true ? JSON.stringify(report) : coldStartTable(report)
  })
}

function ablation({ json, ...files }: PlainOptions): Promise<void> {
  return onWalk(files, async (input) => {
    const report = await evaluateAblation(input)
    return json === true ? JSON.stringify(report) : ablationTable(report)
  })
}

/** Reads the files of a test over impressions, and writes what `run` makes of them. */
async function onWalk({ items, test: testPath, fit: fitPath, prior: priorPath, model, cache }: WalkFiles, run: (input: WalkInput) => Promise<string>): Promise<void> {
  const test = readImpressions(testPath)
  const fit = fitPath === undefined ? [] : readImpressions(fitPath)
  if (fitPath !== undefined) guardAgainstLeak(fitPath, fit, testPath, test)
  const known = readItems(items)
  const prior = priorPath === undefined ? undefined : openPrior(readInput(priorPath))
  if (prior !== undefined && prior.status !== 'ok') throw new InputFault(`${String(priorPath)}: ${prior.message}`)
  const encoder = await createNodeEncoder(model, { cache })
  try {
    process.stdout.write(`${await run({ items: known, fit, test, encoder, ...(prior === undefined ? {} : { site: prior.prior }), embedding: progressLine('embedding'), ranking: progressLine('ranking') })}\n`)
  } finally {
    await encoder.close()
  }
}

function atLeastOne(text: string): number {
  if (wholeNumber(text) === 0) throw new InvalidArgumentError('must be at least 1.')
  return Number(text)
}

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('a whole number, 0 or more')
  return Number(text)
}
