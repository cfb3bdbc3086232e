/** Bad usage or bad input: the command says so on standard error and ends with 2. */
export class InputFault extends Error {
  override readonly name = 'InputFault'
}

/** Runs a command's action; an `InputFault` becomes one line on standard error and exit code 2. */
export async function reportingFaults(run: () => Promise<void>): Promise<void> {
  try {
    await run()
  } catch (error) {
    if (!(error instanceof InputFault)) throw error
    process.stderr.write(`hearth: ${error.message}\n`)
    process.exitCode = 2
  }
}
