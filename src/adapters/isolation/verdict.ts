import type { ProbeReport } from '../../protocol/isolation.js'

export interface Breach {
  readonly code: 'isolation-open' | 'host-reports-csp'
  readonly message: string
}

/** Why a worker with this report must not start, or undefined where nothing leads out. */
export function verdictOf({ ways, reporting }: ProbeReport): Breach | undefined {
  const open = Object.entries(ways).flatMap(([name, way]) => (way.verdict === 'open' ? [name] : []))
  if (open.length > 0) return { code: 'isolation-open', message: `The worker could still reach out by ${open.join(', ')}. It did not start, and nothing of the visitor’s reached it.` }
  if (reporting.length > 0) {
    return { code: 'host-reports-csp', message: `This page's own Content-Security-Policy reports violations (${reporting.join(', ')}), and a report carries the refused address out. Serve the worker files with their own policy header instead.` }
  }
  return undefined
}
