import { Command, Option } from 'commander'
import { plan, PLANNED, planFault, type Question } from '../core/measurement/plan.js'
import { InputFault, reportingFaults } from './input-fault.js'

interface Options {
  readonly measure: Question['measure']
  readonly mode: Question['mode']
  readonly base: string
  readonly lift: string
  readonly holdout: string
  readonly deviation?: string
  readonly buyers?: string
  readonly reports?: string
  readonly json?: boolean
}

/** `hearth plan`: how many reports a comparison needs; exit 1 where there are fewer, with the smallest effect that they could show. */
export function planCommand(): Command {
  return new Command('plan')
    .description('How many reports a comparison of two orders needs, and the smallest effect that so many can show.')
    .addOption(new Option('--measure <name>').choices(PLANNED).makeOptionMandatory())
    .addOption(new Option('--mode <mode>').choices(['local', 'dap']).default('local'))
    .option('--base <number>', 'rate in the original order; of an amount, its mean per browser (value) or per buyer', '0.5')
    .requiredOption('--lift <number>', 'relative: 0.05 is 5 % more; of a preference, 0.1 is 55 to 45')
    .option('--holdout <share>', 'share of browsers in the original order', '0.5')
    .option('--deviation <number>', 'of an amount: its standard deviation')
    .option('--buyers <share>', 'of an amount per buyer: the share of browsers that buy')
    .option('--reports <number>', 'reports at hand')
    .option('--json', 'one object on standard output')
    .action((options: Options) => reportingFaults(() => Promise.resolve(run(options))))
}

function run({ measure, mode, base, lift, holdout, deviation, buyers, reports, json = false }: Options): void {
  const question: Question = { measure, mode, base: numberOf('--base', base), holdout: numberOf('--holdout', holdout), ...(deviation === undefined ? {} : { deviation: numberOf('--deviation', deviation) }), ...(buyers === undefined ? {} : { buyers: numberOf('--buyers', buyers) }) }
  const wanted = numberOf('--lift', lift)
  const fault = planFault(question, wanted)
  if (fault !== undefined) throw new InputFault(fault)
  const found = plan(question, wanted, reports === undefined ? undefined : numberOf('--reports', reports))
  const detectable = found.detectable === undefined ? undefined : Number.isFinite(found.detectable) ? found.detectable : null
  if (json) process.stdout.write(`${JSON.stringify({ measure, mode, lift: wanted, ...found, ...(detectable === undefined ? {} : { detectable }) })}\n`)
  else {
    process.stdout.write(`${measure}, ${mode}: ${found.needed} reports find a lift of ${percent(wanted)} with 80 % power at 5 %, two-sided\n`)
    if (found.enough === false) process.stdout.write(`${reports ?? ''} are too few: ${detectable === null ? 'no effect at all' : `nothing below a lift of ${percent(detectable ?? 0)}`} could be told from noise; do not start\n`)
  }
  if (found.enough === false) process.exitCode = 1
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`

function numberOf(option: string, text: string): number {
  const value = Number(text)
  if (text.trim() === '' || !Number.isFinite(value)) throw new InputFault(`${option} ${text}: not a number`)
  return value
}
