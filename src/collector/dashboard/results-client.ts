import * as v from 'valibot'

const cell = v.object({ label: v.string(), estimate: v.number(), low: v.number(), high: v.number(), suppressed: v.boolean() })

const overview = v.object({
  epoch: v.number(),
  tasks: v.array(v.object({ id: v.string(), hash: v.string(), question: v.string(), kind: v.string(), mode: v.string(), epochs: v.array(v.object({ epoch: v.number(), n: v.number() })) })),
})

const results = v.object({
  task: v.string(),
  hash: v.string(),
  epoch: v.number(),
  n: v.number(),
  epsilon: v.number(),
  cells: v.array(cell),
  influence: v.array(v.object({ forged: v.number(), share: v.nullable(v.number()) })),
  arms: v.optional(v.array(v.object({ arm: v.string(), n: v.number(), cells: v.array(cell) }))),
})

export type Cell = v.InferOutput<typeof cell>
export type Overview = v.InferOutput<typeof overview>
export type Results = v.InferOutput<typeof results>

export type Fetched<T> = { readonly status: 'ok'; readonly value: T } | { readonly status: 'needs-token' } | { readonly status: 'failed'; readonly why: string }

/** Which questions are published and in which epochs they were answered. */
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
