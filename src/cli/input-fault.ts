import * as v from 'valibot'

/** Bad usage or bad input: the command says so on standard error and ends with 2. */
export class InputFault extends Error {
  override readonly name = 'InputFault'
}

/** What the operating system refuses to do with a file that the user named: it is not there, not ours to write, or the disk is full. */
const SystemRefusal = v.looseObject({ code: v.pipe(v.string(), v.regex(/^E[A-Z]+$/)), message: v.string() })

/** Runs a command's action; an `InputFault`, and what the operating system refuses, becomes one line on standard error and exit code 2. */
export async function reportingFaults(run: () => Promise<void>): Promise<void> {
  try {
    await run()
  } catch (error) {
    const said = error instanceof InputFault ? error.message : v.is(SystemRefusal, error) ? error.message : undefined
    if (said === undefined) throw error
    process.stderr.write(`hearth: ${said}\n`)
    process.exitCode = 2
  }
}
