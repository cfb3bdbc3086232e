import { CmpApi } from '@iabtechlabtcf/cmpapi'
import { GVL, TCModel, TCString } from '@iabtechlabtcf/core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SILENT } from './consent-tool.js'
import type { ToolAnswer } from './consent-tool.js'
import { tcf } from './tcf.js'

let told: ToolAnswer[] = []
let ending = new AbortController()
const listen = (): boolean => tcf.listen((answer) => told.push(answer), ending.signal, {})
const last = (): ToolAnswer | undefined => told.at(-1)

beforeEach(() => {
  told = []
  ending = new AbortController()
  Object.assign(globalThis, { window: globalThis })
})
afterEach(() => {
  ending.abort()
  for (const name of ['__tcfapi', 'window']) Reflect.deleteProperty(globalThis, name)
})

/** A TC string of policy 5 (TCF 2.3), with consent to these purposes. */
function stringWith(purposes: readonly number[]): string {
  const named = (count: number): Record<string, object> => Object.fromEntries(Array.from({ length: count }, (_, index) => [String(index + 1), { id: index + 1, name: `n${index + 1}`, description: '', illustrations: [] }]))
  const list = new GVL({ gvlSpecificationVersion: 3, vendorListVersion: 90, tcfPolicyVersion: 5, lastUpdated: '2026-02-01T00:00:00Z', purposes: named(11), specialPurposes: named(3), features: named(3), specialFeatures: named(2), stacks: {}, vendors: {}, dataCategories: {} } as never)
  const model = new TCModel(list)
  model.cmpId = 28
  model.cmpVersion = 1
  model.isServiceSpecific = true
  model.purposeConsents.set([...purposes])
  model.purposeLegitimateInterests.set([5, 6, 9])
  return TCString.encode(model)
}

describe('beside the reference implementation of a TCF tool', () => {
  it('grants what is consented to, withdraws what is not, and keeps a choice while the visitor looks at it again', () => {
    const cmp = new CmpApi(28, 1, true)
    expect(listen()).toBe(true)
    expect(told).toEqual([SILENT])
    cmp.update('', true)
    expect(last()).toEqual(SILENT)
    cmp.update(stringWith([1, 5, 6, 7]))
    expect(last()).toEqual({ personalization: 'granted', aggregates: 'denied' })
    const before = told.length
    cmp.update(stringWith([]), true)
    expect(told).toHaveLength(before)
    cmp.update(stringWith([1, 5, 6, 9]))
    expect(last()).toEqual({ personalization: 'granted', aggregates: 'granted' })
    cmp.update(stringWith([1, 5]))
    expect(last()).toEqual({ personalization: 'denied', aggregates: 'denied' })
  })
})

/** A tool whose answers are whatever a test says. */
function fake(): { tell(answer: unknown, success?: boolean): void; readonly removed: unknown[] } {
  let hear: ((answer: unknown, success: boolean) => void) | undefined
  const removed: unknown[] = []
  Object.assign(globalThis, {
    __tcfapi: (command: string, _version: number, callback: typeof hear, parameter?: unknown) => {
      if (command === 'addEventListener') hear = callback
      else removed.push(parameter)
    },
  })
  listen()
  return { tell: (answer, success = true) => hear?.(answer, success), removed }
}

const consents = (...purposes: readonly number[]): object => ({ consents: Object.fromEntries(Array.from({ length: 11 }, (_, index) => [String(index + 1), purposes.includes(index + 1)])), legitimateInterests: { 1: true, 5: true, 6: true, 9: true } })
const YES = { listenerId: 3, eventStatus: 'useractioncomplete', gdprApplies: true, cmpStatus: 'loaded', isServiceSpecific: true, purposeOneTreatment: false, purpose: consents(1, 5, 6, 9) }

describe('a tool that has said nothing', () => {
  it.each([
    ['shows its window', { ...YES, eventStatus: 'cmpuishown' }],
    ['is not in any state', { ...YES, eventStatus: undefined }],
    ['says that GDPR does not apply', { ...YES, gdprApplies: false }],
    ['does not know yet whether it applies', { ...YES, gdprApplies: undefined }],
    ['failed', { ...YES, cmpStatus: 'error' }],
    ['is a stub', { ...YES, cmpStatus: 'stub' }],
    ['is loading', { ...YES, cmpStatus: 'loading' }],
    ['has a string of the global scope', { ...YES, isServiceSpecific: false }],
    ['did not ask for purpose 1', { ...YES, purposeOneTreatment: true }],
    ['has no purposes', { ...YES, purpose: undefined }],
    ['has purposes by inheritance only', { ...YES, purpose: Object.create(YES.purpose) as object }],
    ['hands over null', null],
    ['hands over a text', 'granted'],
    ['throws when touched', new Proxy({}, { getOwnPropertyDescriptor: () => { throw new Error('no') }, has: () => true })],
    ['throws when read', { ...YES, get purpose() { throw new Error('no') } }],
  ] as const)('%s', (_what, answer) => {
    fake().tell(answer)
    expect(last()).toEqual(SILENT)
  })

  it('also where it says itself that it failed to listen', () => {
    fake().tell(YES, false)
    expect(last()).toEqual(SILENT)
  })
})

it('takes consent for consent only: legitimate interest, one purpose short, or a truthy value is a no', () => {
  const tool = fake()
  for (const purpose of [consents(1, 5), consents(5, 6), { ...consents(), legitimateInterests: YES.purpose }, { consents: { 1: 1, 5: 'true', 6: {} } }]) {
    tool.tell({ ...YES, purpose })
    expect(last()).toEqual({ personalization: 'denied', aggregates: 'denied' })
  }
  tool.tell(YES)
  expect(last()).toEqual({ personalization: 'granted', aggregates: 'granted' })
})

it('is not there yet, and lets go when the page closes the engine', () => {
  expect(listen()).toBe(false)
  const tool = fake()
  ending.abort()
  const before = told.length
  tool.tell(YES)
  expect(told).toHaveLength(before)
  expect(tool.removed).toEqual([3])
})
