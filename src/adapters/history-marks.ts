import type { IDBPDatabase } from 'idb'
import { covers } from '../core/consent/gate.js'
import type { Grant } from '../core/consent/gate.js'
import type { Clock } from '../core/ports.js'
import type { Millis } from '../core/time.js'
import { CURRENT, HISTORY } from '../protocol/databases.js'
import type { Database } from './database.js'

/** Beside the decision, and gone with it: that a history was begun under it, and when it was found missing. */
interface HistoryMark {
  readonly begun: boolean
  readonly lost?: Millis
}

/** Tells a history that was lost (the browser, or someone at its settings, deleted that database alone) from one that never was. */
export interface HistoryMarks {
  /** The history's database was made just now: where one was begun before, that one was lost. */
  made(grant: Grant<'personalization'>): Promise<void>
  /** There was no history a moment ago: where one was begun, and none is there now either, it was lost. Another tab may just be making it. */
  missing(grant: Grant<'personalization'>, isThere: () => Promise<boolean>): Promise<void>
  lost(grant: Grant<'personalization'>): Promise<Millis | undefined>
}

/** Erasures by us delete the mark with the history's lock held alone, so that none of them is taken for a loss. */
export function createHistoryMarks(database: Database, clock: Clock): HistoryMarks {
  /** One transaction; nothing where the grant no longer covers. */
  const change = (grant: Grant<'personalization'>, next: (before: HistoryMark | undefined) => HistoryMark | undefined): Promise<void> =>
    database.use(async (connection: IDBPDatabase) => {
      const tx = connection.transaction('decision', 'readwrite')
      if (covers(grant, 'personalization', await tx.store.get(CURRENT))) {
        const mark = next((await tx.store.get(HISTORY)) as HistoryMark | undefined)
        if (mark !== undefined) await tx.store.put(mark, HISTORY)
      }
      await tx.done
    })

  const read = (grant: Grant<'personalization'>): Promise<HistoryMark | undefined> =>
    database.use(async (connection) => {
      const tx = connection.transaction('decision')
      const mark = covers(grant, 'personalization', await tx.store.get(CURRENT)) ? ((await tx.store.get(HISTORY)) as HistoryMark | undefined) : undefined
      await tx.done
      return mark
    })

  return {
    made: (grant) => change(grant, (before) => ({ ...before, begun: true, ...(before?.begun === true ? { lost: clock.now() } : {}) })),
    async missing(grant, isThere) {
      if ((await read(grant))?.begun !== true || (await isThere())) return
      await change(grant, (before) => (before?.begun === true ? { begun: false, lost: clock.now() } : undefined))
    },
    lost: async (grant) => (await read(grant))?.lost,
  }
}
