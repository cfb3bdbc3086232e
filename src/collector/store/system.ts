/** Whether a process of that number runs on this machine. */
export function isAlive(id: number): boolean {
  try {
    process.kill(id, 0)
    return true
  } catch (error) {
    // A process of somebody else's is one.
    return hasCode(error, 'EPERM')
  }
}

/** Whether it is what the operating system refused with that code, e.g. `EEXIST`. */
export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
