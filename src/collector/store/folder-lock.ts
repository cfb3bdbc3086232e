import { open, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { hasCode, isAlive } from './system.js'

/** Another process has this store open. */
export class StoreBusy extends Error {
  override readonly name = 'StoreBusy'
}

/** Milliseconds after which nobody who saw the left-over can still be taking it over. */
const SETTLE_MS = 50

/** Lock files that this process made itself. */
const held = new Set<string>()

/**
 * Takes a folder for this process by a file with its process id; a file whose process is gone is taken over.
 * Resolves to the way to give it back.
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const path = join(folder, 'collector.lock')
  for (let attempt = 0; attempt < 2; attempt += 1) {
    try {
      const file = await open(path, 'wx')
      await file.writeFile(String(process.pid))
      await file.close()
      // Two that find the same left-over at once may each take it over, the second from the first; the one whose id then stands there has it.
      await pause(SETTLE_MS)
      if ((await readFile(path, 'utf8').catch(() => '')) !== String(process.pid)) throw new StoreBusy(`another process has taken the store in ${folder}`)
      held.add(path)
      return async () => {
        held.delete(path)
        await rm(path, { force: true })
      }
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error
    }
    const owner = Number(await readFile(path, 'utf8').catch(() => ''))
    // In a container every process may have the same id: an own id that this process did not write is a left-over.
    const taken = owner === process.pid ? held.has(path) : owner > 0 && isAlive(owner)
    if (taken) throw new StoreBusy(`process ${owner} has the store in ${folder}; a PGlite folder is for one process (use postgres://… for several)`)
    await rm(path, { force: true })
  }
  throw new StoreBusy(`another process is taking the store in ${folder}`)
}
