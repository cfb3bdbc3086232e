import { Command } from 'commander'
import { audit, type Audit } from '../../core/privacy/audit/audit.js'
import { MUTANTS } from '../../core/privacy/audit/mutants.js'
import { SHIPPED } from '../../core/privacy/audit/subject.js'
import { seededRandom } from '../../core/privacy/testing/seeded-random.js'
import { InputFault, reportingFaults } from '../input-fault.js'
import { progressLine } from '../progress.js'
import { auditedOverDap, auditedTask } from './audited-task.js'
import { canaryProof } from './canary-proof.js'
import { nodeRandomness } from '../node-randomness.js'

interface Options {
  readonly mutant?: string
  readonly samples: string
  readonly courses?: string
  readonly exact: string
  readonly json?: boolean
}

/** `hearth audit privacy`: the proofs of the privacy room, on the real code or on a mutant of it; exit 1 where one fails. */
export function privacyAuditCommand(): Command {
  return new Command('privacy')
    .description('Prove ε on the real code: exact laws, a statistical bound, debits, tabs and crashes, a canary, many browsers.')
    .option('--mutant <name>', 'break one part on purpose; it must be caught. "list" prints their names')
    .option('--samples <number>', 'samples a truth and simulated browsers; crash courses are a fifth of it', '50000')
    .option('--courses <number>', 'random courses of two tabs that crash')
    .option('--exact <d>', 'list every outcome up to so many buckets', '8')
    .option('--json', 'one object on standard output')
    .action((options: Options) => reportingFaults(() => run(options)))
}

async function run({ mutant, samples, courses, exact, json = false }: Options): Promise<void> {
  if (mutant === 'list') {
    const names = Object.keys(MUTANTS)
    process.stdout.write(json ? `${JSON.stringify({ mutants: names })}\n` : `${names.join('\n')}\n`)
    return
  }
  const subject = mutant === undefined ? SHIPPED : Object.hasOwn(MUTANTS, mutant) ? MUTANTS[mutant] : undefined
  if (subject === undefined) throw new InputFault(`--mutant ${mutant ?? ''}: one of ${Object.keys(MUTANTS).join(', ')}, or list`)
  if (!/^[1-9]\d{2,7}$/.test(samples)) throw new InputFault(`--samples ${samples}: a number from 100 to 99999999`)
  if (courses !== undefined && !/^[1-9]\d{0,6}$/.test(courses)) throw new InputFault(`--courses ${courses}: a number from 1 to 9999999`)
  if (!/^([2-9]|1[0-2])$/.test(exact)) throw new InputFault(`--exact ${exact}: a number from 2 to 12`)
  const task = auditedTask()
  const found = audit(subject, { task, overDap: auditedOverDap(), random: nodeRandomness(), seeded: seededRandom, samples: Number(samples), largestD: Number(exact), ...(courses === undefined ? {} : { schedules: Number(courses) }), ...(mutant === undefined ? {} : { browsers: 0 }), progress: progressLine('proofs') })
  const canary = await canaryProof(task)
  const result: Audit = { ...found, ok: found.ok && canary.ok, proofs: [...found.proofs, canary] }
  process.stdout.write(json ? `${JSON.stringify(plain(result, mutant, Number(samples)))}\n` : `${lines(result).join('\n')}\n`)
  if (!result.ok) process.exitCode = 1
}

/** JSON has no infinity: an unbounded loss is the largest number there is, and says so. */
function plain(result: Audit, mutant: string | undefined, samples: number) {
  const finite = (value: number): number => (Number.isFinite(value) ? Math.round(value * 1e6) / 1e6 : Number.MAX_VALUE)
  return {
    epsilonClaimed: result.epsilonClaimed,
    epsilonExact: finite(result.epsilonExact),
    epsilonLowerBound: finite(result.epsilonLowerBound),
    ok: result.ok,
    unbounded: !Number.isFinite(result.epsilonExact),
    ...(mutant === undefined ? {} : { mutant }),
    samples,
    proofs: result.proofs.map(({ name, ok, detail }) => ({ name, ok, detail })),
  }
}

function lines({ epsilonClaimed, epsilonExact, epsilonLowerBound, ok, proofs }: Audit): readonly string[] {
  return [
    ...proofs.map(({ name, ok: holds, detail }) => `${holds ? 'holds ' : 'FAILS '} ${name}: ${detail}`),
    `ε claimed ${epsilonClaimed}, exact ${Number.isFinite(epsilonExact) ? epsilonExact.toFixed(5) : 'unbounded'}, statistical lower bound ${epsilonLowerBound.toFixed(4)}: ${ok ? 'ok' : 'NOT ok'}`,
  ]
}
