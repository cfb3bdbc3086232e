import * as v from 'valibot'

/** Bad usage or bad input: the command says so on standard error and ends with 2. */
export class InputFault extends Error {
  override readonly name = 'InputFault'
}

/** What the operating system refuses to do with a file that the user named; `path` where it says which. */
const SystemRefusal = v.looseObject({ code: v.pipe(v.string(), v.regex(/^E[A-Z]+$/)), message: v.string(), path: v.optional(v.string()) })

/** What each refusal means, and the way out. */
const REFUSALS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or folder',
  ENOTDIR: 'a file stands where a folder is expected; choose another path',
  EISDIR: 'a folder, where a file is expected',
  EEXIST: 'there is something already; move it away, or choose another path',
  EACCES: 'the system does not allow it; look at its owner and mode, or choose another path',
  EPERM: 'the system does not allow it; look at its owner and mode, or choose another path',
  EROFS: 'on a file system that can only be read; choose another path',
  ENOSPC: 'the disk is full; make room, or choose another path',
  EDQUOT: 'the space allowed there is used up; make room, or choose another path',
  ENAMETOOLONG: 'the name is too long',
  ELOOP: 'links lead in a circle',
  EMFILE: 'too many files are open',
  EBUSY: 'another process uses it',
}

/** What the operating system refused, in words; undefined for any other error. */
export function refusalOf(error: unknown): string | undefined {
  if (!v.is(SystemRefusal, error)) return undefined
  const { code, message, path } = error
  const meaning = REFUSALS[code]
  if (meaning === undefined) return message
  // A file is written beside its place until it is whole.
  return path === undefined ? meaning : `${path.replace(/\.\d+\.part$/, '')}: ${meaning}`
}

/** Runs what works on a file or a folder; what the system refuses names it, which the system itself does not do of one that is open. */
export function naming<T>(path: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw error instanceof Error ? Object.assign(error, { path }) : error
  }
}

/** Runs a command's action; an `InputFault`, and what the operating system refuses, becomes one line on standard error and exit code 2. */
export async function reportingFaults(run: () => Promise<void>): Promise<void> {
  try {
    await run()
  } catch (error) {
    const said = error instanceof InputFault ? error.message : refusalOf(error)
    if (said === undefined) throw error
    process.stderr.write(`hearth: ${said}\n`)
    process.exitCode = 2
  }
}
