/** One call of the personalizer: its name, and milliseconds from its arrival in the worker to its answer's leaving. */
export interface WorkerCall {
  readonly name: string
  readonly ms: number
}

/** The channel on which a page asks for the calls since it last did. */
export const CLOCK_CHANNEL = 'hearth-bench-clock'
