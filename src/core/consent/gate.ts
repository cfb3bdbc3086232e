import type { Denied, Unavailable } from '../answer.js'
import type { Clock } from '../powers.js'
import { receiptFor, standing } from './decision.js'
import type { Decision } from './decision.js'
import type { Purpose } from './purpose.js'

const mint = Symbol('mint')
const live = new WeakSet()
const has = WeakSet.prototype.has
const isLive = (value: object): boolean => has.call(live, value)

/**
 * The capability to use visitor data for one purpose. Only the gate below can make one: the constructor wants a symbol
 * that is not exported, the private fields make the type nominal, and liveness is membership of a WeakSet, so that a
 * plain object, a spread, a cast, a structured clone or `Object.create` never passes for one.
 */
class LiveGrant<P extends Purpose = Purpose> {
  readonly #purpose: P
  readonly #receipt: string

  constructor(key: symbol, purpose: P, receipt: string) {
    if (key !== mint) throw new TypeError('Only the gate makes grants: ask it with gate.request(purpose)')
    this.#purpose = purpose
    this.#receipt = receipt
    live.add(this)
    Object.freeze(this)
  }

  static read(value: unknown): { readonly purpose: Purpose; readonly receipt: string } | undefined {
    if (typeof value !== 'object' || value === null || !(#purpose in value) || !isLive(value)) return undefined
    return { purpose: value.#purpose, receipt: value.#receipt }
  }

  /** Only here so that the purpose is part of the type: a grant for one purpose is not a grant for the other. */
  get purpose(): P {
    return this.#purpose
  }
}

export type Grant<P extends Purpose = Purpose> = LiveGrant<P>

/** Reads the stored decision afresh; a store that fails reads as no decision, so that the gate fails closed. */
export type ReadDecision = () => Promise<Decision | undefined>

export interface GateDep {
  readonly readDecision: ReadDecision
  readonly policyVersion: string
  readonly clock: Clock
}

/** The one place where grants come from. */
export interface Gate {
  /** A live grant, after reading the decision again; otherwise the refusal. While paused only `whilePaused` requests (export, erase, look) get one. */
  request<P extends Purpose>(purpose: P, options?: { readonly whilePaused?: boolean }): Promise<Grant<P> | Denied | Unavailable>
  /** Kills every grant that this gate made. */
  revokeAll(): void
}

export const PAUSED: Unavailable = { status: 'unavailable', code: 'paused', message: 'Personalisation is paused; resume it in the privacy centre.' }

/** True for a refusal, false for a grant. */
export function isRefusal(answer: Grant | Denied | Unavailable): answer is Denied | Unavailable {
  return LiveGrant.read(answer) === undefined
}

export function createGate(dep: GateDep): Gate {
  const personalization = slot('personalization')
  const aggregates = slot('aggregates')

  const revokeAll = (): void => {
    personalization.revoke()
    aggregates.revoke()
  }

  return {
    async request<P extends Purpose>(purpose: P, options?: { readonly whilePaused?: boolean }) {
      const stored = await dep.readDecision().catch(() => undefined)
      const decision = standing(stored, dep.policyVersion, dep.clock.now())
      if (decision?.kind !== 'granted') revokeAll()
      const receipt = receiptFor(decision, purpose)
      if (decision?.kind !== 'granted' || receipt === undefined) return { status: 'denied', purpose } as const
      if (decision.paused && options?.whilePaused !== true) return PAUSED
      const holder = (purpose === 'personalization' ? personalization : aggregates) as Slot<P>
      return holder.grantUnder(receipt)
    },
    revokeAll,
  }
}

interface Slot<P extends Purpose> {
  grantUnder(receipt: string): Grant<P>
  revoke(): void
}

/** Keeps the one live grant of a purpose; a new choice kills the old grant first. */
function slot<P extends Purpose>(purpose: P): Slot<P> {
  let held: { readonly grant: Grant<P>; readonly receipt: string } | undefined
  const revoke = (): void => {
    if (held !== undefined) live.delete(held.grant)
    held = undefined
  }
  return {
    grantUnder(receipt) {
      if (held?.receipt === receipt) return held.grant
      revoke()
      held = { grant: new LiveGrant(mint, purpose, receipt), receipt }
      return held.grant
    },
    revoke,
  }
}

/** True when `grant` is live, is for `purpose`, and the decision now in the store is the one that it was made under. To be asked again at every write. */
export function covers(grant: unknown, purpose: Purpose, decision: Decision | undefined): boolean {
  const held = LiveGrant.read(grant)
  return held !== undefined && held.purpose === purpose && held.receipt === receiptFor(decision, purpose)
}
