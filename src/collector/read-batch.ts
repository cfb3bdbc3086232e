import * as v from 'valibot'
import { LEAST_BATCH } from '../core/privacy/dap/dap-estimate.js'
import type { DapBatch } from '../core/privacy/dap/dap-batch.js'

const whole = v.pipe(v.number(), v.safeInteger())
const batch = v.strictObject({ n: v.pipe(whole, v.minValue(LEAST_BATCH, `a batch is collected from ${LEAST_BATCH} reports on`)), sums: v.array(whole) })

/** A batch as `hearth dap collect` prints it: the number of reports and the noisy sum of each cell, which may be below zero. */
export function readBatch(json: string, length: number): { readonly status: 'ok'; readonly batch: DapBatch } | { readonly status: 'invalid'; readonly message: string } {
  const read = v.safeParse(v.pipe(v.string(), v.parseJson(), batch), json, { abortEarly: true })
  if (!read.success) {
    const [issue] = read.issues
    return { status: 'invalid', message: `${v.getDotPath(issue) ?? 'body'}: ${issue.message}` }
  }
  const { n, sums } = read.output
  return sums.length === length ? { status: 'ok', batch: { n, sums } } : { status: 'invalid', message: `sums: ${length} cells, not ${sums.length}` }
}
