/** Told how much of the work is done. */
export type Progress = (done: number, total: number) => void

const FIRST_MS = 1_000
const EVERY_MS = 100

/** A line on standard error that counts `what`, once a second has passed and where a terminal is there; otherwise silent. */
export function progressLine(what: string): Progress {
  const begin = performance.now()
  let last = begin + FIRST_MS - EVERY_MS
  return (done, total) => {
    if (!process.stderr.isTTY) return
    const now = performance.now()
    const finished = done >= total
    if (now - begin < FIRST_MS || (!finished && now - last < EVERY_MS)) return
    last = now
    const seconds = (now - begin) / 1_000
    const left = done === 0 ? '' : `, about ${Math.ceil((seconds / done) * (total - done))} s left`
    process.stderr.write(`\r\u001b[K${finished ? '' : `${what}: ${done} of ${total}${left}`}`)
  }
}

/** Waits for work that cannot be counted, with a line on standard error that says for how long, once a second has passed and where a terminal is there. */
export async function whileWaiting<T>(what: string, work: Promise<T>): Promise<T> {
  if (!process.stderr.isTTY) return work
  const begin = performance.now()
  const timer = setInterval(() => process.stderr.write(`\r\u001b[K${what}: ${Math.round((performance.now() - begin) / 1_000)} s`), FIRST_MS)
  try {
    return await work
  } finally {
    clearInterval(timer)
    process.stderr.write('\r\u001b[K')
  }
}
