import type { ProbeReport } from '../protocol/isolation.js'
import type { IsolationReport } from './hearth.js'

/** A probe's findings by kind: what refused each way, what is contained, what is open. Ways that the browser lacks are not listed. */
export function isolationView(form: 'frame' | 'header', { ways, reporting }: ProbeReport): IsolationReport {
  const named = (verdict: string): readonly string[] => Object.entries(ways).flatMap(([name, way]) => (way.verdict === verdict ? [name] : []))
  const refused = Object.fromEntries(Object.entries(ways).flatMap(([name, way]) => (way.verdict === 'refused' ? [[name, way.by]] : [])))
  return { status: 'ok', form, refused, contained: named('contained'), open: [...named('open'), ...reporting.map((directive) => `csp report (${directive})`)] }
}
