import { Command, CommanderError } from 'commander'
import { COMMANDS } from './commands.js'
import { refusalOf } from './input-fault.js'
import { packageVersion } from './package-root.js'

const program = new Command('hearth')
  .description('Personalisation that stays in the visitor’s browser: catalogs, models, evaluation, the collector and audits.')
  .version(packageVersion())
  .exitOverride()

/** Commands made elsewhere take over how the program ends. */
const adopt = (command: Command): Command => {
  command.copyInheritedSettings(program)
  command.commands.forEach(adopt)
  return command
}

const asked = process.argv[2] ?? ''
const wanted = Object.hasOwn(COMMANDS, asked) ? [asked] : Object.keys(COMMANDS)
for (const name of wanted) {
  const make = await COMMANDS[name]?.()
  if (make !== undefined) program.addCommand(adopt(make()))
}

// Whoever reads the output may have had enough of it (`| head`): that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  process.stderr.write(`hearth: standard output: ${refusalOf(error) ?? error.message}\n`)
  process.exit(2)
})

try {
  await program.parseAsync()
} catch (error) {
  // Commander has said what is wrong; a usage error is 2 here, help and version are 0.
  process.exitCode = error instanceof CommanderError && error.exitCode === 0 ? 0 : 2
  if (!(error instanceof CommanderError)) process.stderr.write(`hearth: this should not happen; please report it with what you did: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
}
