import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { decodeReport } from '../../core/privacy/report.js'
import { publishedTask } from '../../core/privacy/testing/published-task.js'
import type { Epoch } from '../../core/time.js'
import { madeReport } from '../testing/report-maker.js'
import { storeFolder } from '../testing/store-folder.js'
import { StoreBusy } from './folder-lock.js'
import { openStore } from './open-store.js'
import { openPglite } from './pglite.js'

const task = publishedTask()
const EPOCH = 2_968 as Epoch
const arrival = (epoch: Epoch = EPOCH) => {
  const bytes = madeReport(task, epoch)
  const read = decodeReport(bytes, () => task)
  if (read.status !== 'ok') throw new Error('a report that was made here')
  return { report: read.report, bytes }
}

let folder = ''
beforeEach(async () => {
  folder = await storeFolder('store')
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** What only the database itself can show or be made to hold. */
async function inDatabase(...statements: readonly string[]): Promise<readonly (readonly Readonly<Record<string, unknown>>[])[]> {
  const sql = await openPglite(folder)
  const answers = []
  for (const statement of statements) answers.push(await sql.query(statement))
  await sql.close()
  return answers
}

describe('a store', () => {
  it('brings an older schema up to date, forgets the reports of closed weeks and keeps what was counted; one of a newer version is left alone', async () => {
    const first = await openStore(folder)
    expect(await first.add([arrival((EPOCH - 1) as Epoch), arrival()])).toEqual(['accepted', 'accepted'])
    await first.close()
    await inDatabase('drop table hearth_batches', 'delete from hearth_schema where version = 2')
    const second = await openStore(folder)
    await second.clearBefore(EPOCH)
    expect((await second.tallies(task.hash)).map(({ epoch, n }) => [epoch, n])).toEqual([[EPOCH, 1], [EPOCH - 1, 1]])
    expect(await second.keepBatch({ hash: task.hash, epoch: EPOCH, n: 100, sums: [1, -2] })).toBe('accepted')
    expect(await second.batches(task.hash)).toEqual([{ hash: task.hash, epoch: EPOCH, n: 100, sums: [1, -2] }])
    await second.close()
    const [reports] = await inDatabase('select epoch from hearth_reports', 'insert into hearth_schema (version) values (99)')
    expect(reports).toEqual([{ epoch: EPOCH }])
    await expect(openStore(folder)).rejects.toThrow('start a newer collector')
    // Not held on to: whoever knows it can open it.
    expect(await inDatabase('select max(version) as version from hearth_schema')).toEqual([[{ version: 99 }]])
  })

  it('in a folder is for one process: busy while its owner lives, taken over where that is gone', async () => {
    const store = await openStore(folder)
    await expect(openStore(folder)).rejects.toThrow(StoreBusy)
    await store.close()
    const lock = join(folder, 'collector.lock')
    // This test's own parent lives; no process has the highest number of all.
    await writeFile(lock, String(process.ppid))
    await expect(openStore(folder)).rejects.toThrow(`process ${process.ppid} has the store`)
    expect(await readFile(lock, 'utf8')).toBe(String(process.ppid))
    await writeFile(lock, '4194304')
    await (await openStore(folder)).close()
  })
})
