import { check } from './check.js'
import type { Check } from './check.js'

export interface PolicyHeaders {
  readonly enforced: readonly string[]
  readonly reportOnly: readonly string[]
}

/** Directives of one policy by name, lower case; a directive named twice counts once, as in browsers. */
export function directives(policy: string): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>()
  for (const part of policy.split(';')) {
    const [name, ...values] = part.trim().split(/\s+/)
    const key = name?.toLowerCase() ?? ''
    if (key !== '' && !found.has(key)) found.set(key, values)
  }
  return found
}

const sources = (policy: ReadonlyMap<string, readonly string[]>, ...names: readonly string[]): readonly string[] | undefined => names.map((name) => policy.get(name)).find((list) => list !== undefined)

/** What the page's content security policies mean for the workers: a report is a way out, a forbidden worker or wasm a loss. */
export function policyChecks({ enforced, reportOnly }: PolicyHeaders): readonly Check[] {
  const all = enforced.map(directives)
  const reporting = [...all, ...reportOnly.map(directives)].filter((policy) => policy.has('report-uri') || policy.has('report-to'))
  const blobs = all.every((policy) => {
    const list = sources(policy, 'worker-src', 'child-src', 'script-src', 'default-src')
    return list === undefined || list.includes('blob:')
  })
  const wasm = all.every((policy) => {
    const list = sources(policy, 'script-src', 'default-src')
    return list === undefined || list.includes("'wasm-unsafe-eval'") || list.includes("'unsafe-eval'")
  })
  const typed = all.filter((policy) => policy.get('require-trusted-types-for')?.includes("'script'") === true)
  const named = all.every((policy) => {
    const list = policy.get('trusted-types')
    return list === undefined || list.includes('hearth') || list.includes('*')
  })
  return [
    check('csp-reports', reporting.length === 0, reporting.length === 0 ? 'no policy of this page reports violations' : 'a policy of this page reports violations, and a report carries refused addresses out of the worker: Hearth uses the file with its own header instead, or does not start'),
    check('csp-worker', blobs, blobs ? 'blob workers are allowed' : 'worker-src does not allow blob: — the worker files must be served with their own policy header, and are used then'),
    check('csp-wasm', wasm, wasm ? 'WebAssembly is allowed' : "script-src lacks 'wasm-unsafe-eval': the static tier runs with plain JavaScript, and MiniLM does not run"),
    check('trusted-types', typed.length === 0 || named, typed.length === 0 ? 'not required here' : named ? 'the policy name hearth is allowed' : 'Trusted Types are required and the policy name hearth is not allowed: add it to trusted-types'),
  ]
}
