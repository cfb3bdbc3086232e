import * as v from 'valibot'

const interval = { low: v.number(), high: v.number() }
const cell = v.object({ label: v.string(), estimate: v.number(), ...interval, suppressed: v.boolean() })
const difference = { difference: v.number(), ...interval, always: v.object(interval), detectable: v.number() }
const estimate = v.object({ estimate: v.number(), ...interval })

const overview = v.object({
  epoch: v.number(),
  prior: v.object({ sha256: v.string() }),
  answered: v.record(v.string(), v.number()),
  tasks: v.array(v.object({ id: v.string(), hash: v.string(), question: v.string(), kind: v.string(), mode: v.picklist(['local', 'dap']), epochs: v.array(v.object({ epoch: v.number(), n: v.number() })) })),
})

const measured = v.object({
  measure: v.string(),
  unit: v.picklist(['share', 'amount']),
  arms: v.array(v.object({ arm: v.string(), n: v.number(), ...estimate.entries })),
  difference: v.object(difference),
  lift: v.optional(estimate),
})

const results = v.object({
  task: v.string(),
  hash: v.string(),
  epoch: v.number(),
  mode: v.picklist(['local', 'dap']),
  n: v.number(),
  epsilon: v.number(),
  collusionEpsilon: v.optional(v.number()),
  needed: v.number(),
  cells: v.array(cell),
  influence: v.array(v.object({ forged: v.number(), share: v.nullable(v.number()) })),
  comparison: v.optional(v.object({ of: v.string(), ...difference })),
  measures: v.optional(v.array(measured), []),
  arms: v.optional(v.array(v.object({ arm: v.string(), n: v.number(), cells: v.array(cell) }))),
})

export type Cell = v.InferOutput<typeof cell>
export type Overview = v.InferOutput<typeof overview>
export type PublishedTask = Overview['tasks'][number]
export type Results = v.InferOutput<typeof results>
export type Measured = v.InferOutput<typeof measured>
export type Difference = Measured['difference']

export type Fetched<T> = { readonly status: 'ok'; readonly value: T } | { readonly status: 'needs-token' } | { readonly status: 'failed'; readonly why: string }

/** Which questions are published, in which epochs they were answered, and how the collector fares. */
export function fetchOverview(token: string): Promise<Fetched<Overview>> {
  return get('v1/results', token, overview)
}

export function fetchResults(token: string, hash: string, epoch: number): Promise<Fetched<Results>> {
  return get(`v1/results/${encodeURIComponent(hash)}/${epoch}`, token, results)
}

async function get<S extends v.GenericSchema>(path: string, token: string, schema: S): Promise<Fetched<v.InferOutput<S>>> {
  try {
    const response = await fetch(path, { headers: { authorization: `Bearer ${token}` }, cache: 'no-store' })
    if (response.status === 401) return { status: 'needs-token' }
    if (!response.ok) return { status: 'failed', why: `The collector answered ${response.status}.` }
    return { status: 'ok', value: v.parse(schema, await response.json()) }
  } catch {
    return { status: 'failed', why: 'The collector does not answer.' }
  }
}
