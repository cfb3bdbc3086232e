/** Bounds of one collector process. */
export const LIMITS = {
  /** Bytes of a request body. The longest report, 2,000 buckets with an arm, has 288. */
  body: 1_024,
  /** Bytes of a batch that aggregators gave: 4,000 cells of at most 15 digits. */
  batchBody: 131_072,
  /** Reports that wait for the store at once; past it the answer is 429, so memory stays bounded. */
  waiting: 20_000,
  /** Reports a second that one process takes, and at once after a quiet time; past it the answer is 429. */
  perSecond: 5_000,
  burst: 20_000,
  /** Milliseconds in which a request's headers, and then the whole of it, must have arrived: a report has a few hundred bytes, and nobody needs longer. */
  headersMs: 10_000,
  requestMs: 20_000,
  /** Milliseconds between two looks for requests that are late. */
  lookMs: 2_000,
  /** Milliseconds that a connection may be idle between two requests. */
  idleMs: 5_000,
  /** Connections at once; past it new ones are closed. Each costs some kilobytes. */
  connections: 10_000,
  /** Connections that the system may hold until this process takes them: browsers of a whole site may come in one second. */
  backlog: 4_096,
  /** Milliseconds after which the database counts as away. */
  databaseMs: 15_000,
  /** Milliseconds that reports wait for others before a transaction, which costs nearly as much for one as for thirty. */
  gatherMs: 4,
  /** Reports written in one transaction. */
  batch: 1_000,
  /** Seconds by which a browser's clock may differ at the turn of an epoch. */
  skewSeconds: 3_600,
  /** Seconds after which a client told 429 may come again. */
  retrySeconds: 5,
  /** Milliseconds between two clearings of report ids whose epoch is closed. */
  clearingMs: 3_600_000,
  /** Milliseconds for which a prior that was made is served again, where no report came in. */
  priorMs: 5_000,
  /** Forged reports for which each result prints the influence. */
  forged: [1, 10, 100],
} as const
