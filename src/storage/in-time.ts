/** Milliseconds that the browser's storage may take to answer: another tab may hold an opening up by an erasure that it blocks; a page that has replaced `indexedDB`, or a broken profile, never answers. */
const ANSWER_MS = 5000

/** What the storage answers, or a rejection with a `TimeoutError`. */
export async function inTime<T>(answer: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const silent = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new DOMException('The storage did not answer', 'TimeoutError')), ANSWER_MS)
  })
  try {
    return await Promise.race([answer, silent])
  } finally {
    clearTimeout(timer)
  }
}
