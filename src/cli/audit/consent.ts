import { resolve } from 'node:path'
import { Command } from 'commander'
import { InputFault, reportingFaults } from '../input-fault.js'
import { packageRoot } from '../package-root.js'
import { progressLine } from '../progress.js'

interface Options {
  readonly root: string
  readonly json?: boolean
}

/** `hearth audit consent`: every code path that takes a grant, read from the types; exit 1 where one touches visitor data without. */
export function consentAuditCommand(): Command {
  return new Command('consent')
    .description('List every code path that takes a grant, and fail where one touches visitor data without.')
    .option('--root <folder>', 'the checkout to read', packageRoot)
    .option('--json', 'one object on standard output')
    .action((options: Options) => reportingFaults(() => run(options)))
}

async function run({ root, json = false }: Options): Promise<void> {
  const folder = resolve(root)
  const { consentProgram } = await withCompiler(() => import('./consent-program.js'))
  const { auditConsent } = await import('./consent-paths.js')
  // Each file is read, then looked through.
  const progress = progressLine('files')
  const program = consentProgram(folder, (done, total) => progress(done, 2 * total))
  const found = auditConsent(program, folder, (done, total) => progress(total + done, 2 * total))
  if (json) process.stdout.write(`${JSON.stringify(found)}\n`)
  else {
    for (const { name, grant, file, line } of found.paths) process.stdout.write(`${grant}  ${name}  ${file}:${line}\n`)
    for (const { name, why, file, line } of found.exempt) process.stdout.write(`no grant, as said there: ${name}  ${file}:${line}  ${why}\n`)
    process.stdout.write(`${found.paths.length} paths take a grant, ${found.exempt.length} say why they need none, ${found.ungranted.length} touch visitor data without one\n`)
  }
  for (const { name, why, file, line } of found.ungranted) process.stderr.write(`${file}:${line}: ${name}: ${why}\n`)
  if (found.ungranted.length > 0) process.exitCode = 1
}

/** The published package has neither the sources nor their compiler. */
async function withCompiler<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load()
  } catch {
    throw new InputFault('audit consent reads the sources with the TypeScript compiler: run it in a checkout, after npm ci')
  }
}
