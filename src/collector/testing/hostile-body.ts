import fc from 'fast-check'

/** Bodies that are no report to a task, whose valid report is given: noise, and that report with bytes changed, cut or added. What is another valid one by chance is left out. */
export function hostileBody(valid: Uint8Array, w: number): fc.Arbitrary<Uint8Array<ArrayBuffer>> {
  const noise = fc.uint8Array({ maxLength: 400 }).map((bytes) => new Uint8Array(bytes))
  const changed = fc.tuple(fc.array(fc.tuple(fc.nat(valid.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 }), fc.integer({ min: -5, max: 5 })).map(([changes, longer]) => {
    const bytes = new Uint8Array(Math.max(0, valid.length + longer))
    bytes.set(valid.subarray(0, bytes.length))
    for (const [at, byte] of changes) if (at < bytes.length) bytes[at] = byte
    return bytes
  })
  return fc.oneof(noise, changed).filter((body) => !isWhole(body, valid, w))
}

/** Differs from a valid report in id and bits alone, with exactly w of them. */
function isWhole(body: Uint8Array, valid: Uint8Array, w: number): boolean {
  const bits = [...body.subarray(37)].reduce((sum, byte) => sum + byte.toString(2).replaceAll('0', '').length, 0)
  return body.length === valid.length && bits === w && body.subarray(0, 21).every((byte, at) => byte === valid[at])
}
