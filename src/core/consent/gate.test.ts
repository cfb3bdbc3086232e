import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DAY_MS } from '../time.js'
import type { Millis } from '../time.js'
import type { Decision, GrantedDecision } from './decision.js'
import { covers, createGate, isRefusal } from './gate.js'
import type { Gate, Grant } from './gate.js'

const NOW = Date.UTC(2026, 10, 24) as Millis
const GRANTED: GrantedDecision = { kind: 'granted', receipt: 'r1', aggregates: 'granted', policyVersion: '1', source: 'banner', at: NOW, paused: false, aggregatesReceipt: 'a1' }

function gateOver(first: Decision | undefined | 'broken'): { readonly gate: Gate; set(next: Decision | undefined | 'broken'): void; moveClock(by: number): void } {
  let stored = first
  let now = NOW
  const gate = createGate({ readDecision: () => (stored === 'broken' ? Promise.reject(new Error('no store')) : Promise.resolve(stored)), policyVersion: '1', clock: { now: () => now } })
  return { gate, set: (next) => { stored = next }, moveClock: (by) => { now = (now + by) as Millis } }
}

async function granted(gate: Gate): Promise<Grant<'personalization'>> {
  const grant = await gate.request('personalization')
  if (isRefusal(grant)) throw new Error('expected a grant')
  return grant
}

describe('the gate', () => {
  it.each([
    ['nothing is decided', undefined],
    ['the visitor refused', { kind: 'denied', policyVersion: '1', source: 'banner', month: '2026-11' }],
    ['the policy changed', { ...GRANTED, policyVersion: '0' }],
    ['the choice is older than six months', { ...GRANTED, at: (NOW - 190 * DAY_MS) as Millis }],
    ['the store fails', 'broken'],
  ] as const)('denies where %s', async (_why, decision) => {
    const { gate } = gateOver(decision)
    expect(await gate.request('personalization')).toEqual({ status: 'denied', purpose: 'personalization' })
    expect(await gate.request('aggregates')).toEqual({ status: 'denied', purpose: 'aggregates' })
  })

  it('grants the second purpose only where it was chosen too', async () => {
    const { gate } = gateOver({ ...GRANTED, aggregates: 'pending' })
    expect(isRefusal(await gate.request('personalization'))).toBe(false)
    expect(await gate.request('aggregates')).toEqual({ status: 'denied', purpose: 'aggregates' })
  })

  it('gives nothing while paused but what the visitor needs to look and to erase', async () => {
    const { gate } = gateOver({ ...GRANTED, paused: true })
    expect(await gate.request('personalization')).toMatchObject({ status: 'unavailable', code: 'paused' })
    expect(isRefusal(await gate.request('personalization', { whilePaused: true }))).toBe(false)
  })

  it('kills a grant with its decision: refused, outdated, or given anew under another receipt', async () => {
    const { gate, set } = gateOver(GRANTED)
    const first = await granted(gate)
    expect(covers(first, 'personalization', GRANTED)).toBe(true)
    expect(covers(first, 'aggregates', GRANTED)).toBe(false)
    expect(covers(first, 'personalization', undefined)).toBe(false)
    set({ kind: 'denied', policyVersion: '1', source: 'centre', month: '2026-11' })
    await gate.request('personalization')
    expect(covers(first, 'personalization', GRANTED)).toBe(false)
    set({ ...GRANTED, receipt: 'r2' })
    const second = await granted(gate)
    expect(covers(second, 'personalization', { ...GRANTED, receipt: 'r2' })).toBe(true)
    expect(covers(second, 'personalization', GRANTED)).toBe(false)
  })

  it('gives aggregates chosen a second time another grant', async () => {
    const { gate, set } = gateOver(GRANTED)
    const first = await gate.request('aggregates')
    const again = { ...GRANTED, aggregatesReceipt: 'a2' }
    set(again)
    expect(covers(first, 'aggregates', again)).toBe(false)
    const second = await gate.request('aggregates')
    expect(covers(second, 'aggregates', again)).toBe(true)
    expect(covers(first, 'aggregates', GRANTED)).toBe(false)
  })

  it('ends with the six months, while the page is open', async () => {
    const { gate, moveClock } = gateOver(GRANTED)
    await granted(gate)
    moveClock(190 * DAY_MS)
    expect(await gate.request('personalization')).toMatchObject({ status: 'denied' })
  })
})

describe('a forged grant is refused', () => {
  const forgeries: readonly (readonly [string, (real: Grant) => unknown])[] = [
    ['a plain object', () => ({ purpose: 'personalization' })],
    ['a spread', (real) => ({ ...real })],
    ['a cast', () => Object.freeze({ purpose: 'personalization', receipt: 'r1' })],
    ['Object.create', (real) => Object.create(Object.getPrototypeOf(real) as object)],
    ['Object.create over the grant itself', (real) => Object.create(real)],
    ['a proxy', (real) => new Proxy(real, {})],
    ['a structured clone', (real) => structuredClone(real)],
    ['JSON', (real) => JSON.parse(JSON.stringify(real))],
    ['nothing', () => undefined],
    ['a borrowed constructor', (real) => {
      try {
        return Reflect.construct(Reflect.get(Object.getPrototypeOf(real) as object, 'constructor') as new (...args: unknown[]) => unknown, [Symbol('mint'), 'personalization', 'r1'])
      } catch {
        return undefined
      }
    }],
  ]
  it.each(forgeries)('%s', async (_name, forge) => {
    const { gate } = gateOver(GRANTED)
    const real = await granted(gate)
    expect(covers(forge(real), 'personalization', GRANTED)).toBe(false)
    expect(covers(real, 'personalization', GRANTED)).toBe(true)
  })

  it('whatever else a script can make: ten thousand values, half of them dressed in the fields and the prototype of a real one', async () => {
    const real = await granted(gateOver(GRANTED).gate)
    const fields = Reflect.ownKeys(real)
    const dressed = fc.record({ values: fc.dictionary(fc.constantFrom('purpose', 'receipt', 'status', '#receipt', 'alive', ...fields.map(String)), fc.oneof(fc.constantFrom('personalization', 'aggregates', 'r1', true), fc.anything())), heir: fc.boolean() })
      .map(({ values, heir }) => Object.create(heir ? (Object.getPrototypeOf(real) as object) : null, Object.getOwnPropertyDescriptors(values)) as object)
    let tried = 0
    fc.assert(fc.property(fc.oneof(fc.anything({ withNullPrototype: true, withBoxedValues: true, withMap: true, withSet: true, withTypedArray: true }), dressed), (forgery) => {
      tried += 1
      return !covers(forgery, 'personalization', GRANTED) && !covers(forgery, 'aggregates', GRANTED)
    }), { numRuns: 10_000 })
    expect(tried).toBe(10_000)
  })

  it('and a constructor called with another symbol of the same name throws', async () => {
    const real = await granted(gateOver(GRANTED).gate)
    const { constructor } = Object.getPrototypeOf(real) as { constructor: new (...args: unknown[]) => unknown }
    expect(() => new constructor(Symbol.for('mint'), 'personalization', 'r1')).toThrow(TypeError)
    expect(() => new constructor()).toThrow(TypeError)
  })
})
