import type { Step } from '../interleavings/steps.js'
import type { Mutant } from './build-mutant.js'

/** A broken gate or erasure, with steps that let it show and how often they are tried at the most. */
export interface ConsentMutant extends Mutant {
  readonly provoke: readonly Step[]
  readonly rounds: number
}

const AGAIN: readonly Step[] = [{ kind: 'allow', tab: 0 }, { kind: 'record', tab: 1 }]

export const CONSENT_MUTANTS: readonly ConsentMutant[] = [
  {
    name: 'a gate that does not read the decision again at the write',
    file: 'src/core/consent/gate.ts',
    from: '&& held.receipt === receiptFor(decision, purpose)',
    to: '&& (decision === undefined || held.receipt !== undefined)',
    provoke: [...AGAIN, { kind: 'race', tab: 0, against: 'deaf' }],
    rounds: 20,
  },
  {
    name: 'a withdrawal that does not take the lock',
    file: 'src/client/erasure.ts',
    from: '  const name = historyLock(namespace)\n',
    to: '  const name = historyLock(namespace)\n  if (name !== undefined) return work()\n',
    slow: true,
    provoke: [...AGAIN, { kind: 'race', tab: 0, against: 'deaf' }],
    rounds: 20,
  },
  { name: 'an erasure that skips the key', file: 'src/client/erasure.ts', from: '  await destroyKey(name)\n', to: '  void destroyKey\n', provoke: [...AGAIN, { kind: 'blocked', tab: 0 }], rounds: 1 },
  {
    name: 'a withdrawal that leaves unsent reports',
    file: 'src/client/decision-store.ts',
    from: "...(dropReports ? [store('reports').clear()] : []),",
    to: '...(dropReports ? [] : []),',
    provoke: [...AGAIN, { kind: 'aggregates', tab: 0 }, { kind: 'contribute', tab: 1 }, { kind: 'refuse', tab: 0 }],
    rounds: 1,
  },
  {
    name: 'a pause that brings back a grant withdrawn in another tab',
    file: 'src/client/consent-manager.ts',
    from: "store.change(({ decision }) => (decision?.kind === 'granted' ? { decision: change(decision) } : undefined))",
    to: "((found) => new Promise((resolve) => setTimeout(resolve, 30)).then(() => store.change(() => (found?.kind === 'granted' ? { decision: change(found) } : undefined))))(await store.read())",
    provoke: [...AGAIN, { kind: 'race', tab: 0, against: 'pause' }],
    rounds: 20,
  },
  { name: 'a withdrawal that tells no other tab', file: 'src/client/tabs.ts', from: 'channel?.postMessage(change)', to: 'void change', provoke: [...AGAIN, { kind: 'refuse', tab: 0 }], rounds: 1 },
  { name: 'a gate that does not ask whether it is paused', file: 'src/core/consent/gate.ts', from: 'if (decision.paused && options?.whilePaused !== true) return PAUSED', to: '', provoke: [...AGAIN, { kind: 'pause', tab: 1 }, { kind: 'record', tab: 0 }], rounds: 1 },
  {
    name: 'a history begun by two calls at once that is taken for a loss',
    file: 'src/adapters/database.ts',
    from: 'acting ??= act().then(',
    to: 'acting = act().then(',
    provoke: [{ kind: 'forget', tab: 0 }, { kind: 'forget-race', tab: 0 }, { kind: 'forget-race', tab: 1 }],
    rounds: 10,
  },
]
