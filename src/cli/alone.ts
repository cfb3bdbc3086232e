import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { hasCode, isAlive } from '../collector/store/system.js'
import { InputFault, naming } from './input-fault.js'
import { makeFolder } from './make-folder.js'

/** Locks of this process, to be let go where it ends in the middle. */
const held = new Set<string>()
process.on('exit', () => {
  for (const lock of held) rmSync(lock, { force: true })
})

/**
 * Runs `work` while no other process of this machine does for the same folder; `InputFault` where one is at it. The lock is a file beside the folder
 * that names its process; one whose process has died is taken over.
 */
export async function alone<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const lock = join(dirname(resolve(folder)), `.${basename(resolve(folder))}~lock`)
  makeFolder(dirname(lock))
  take(lock, folder)
  held.add(lock)
  try {
    return await work()
  } finally {
    held.delete(lock)
    rmSync(lock, { force: true })
  }
}

function take(lock: string, folder: string): void {
  while (!naming(folder, () => began(lock))) {
    const owner = ownerOf(lock)
    if (owner === undefined) continue
    if (owner === '' || isAtIt(Number(owner), lock)) throw new InputFault(`${folder} is being built by another process${owner === '' ? '' : ` (${owner})`}: wait until it ends; if there is none, delete ${lock}`)
    // Whoever moves the dead one's lock away has it; what somebody else took meanwhile is put back.
    const aside = `${lock}.${String(process.pid)}`
    try {
      renameSync(lock, aside)
    } catch {
      continue
    }
    if (readFileSync(aside, 'utf8') === owner) rmSync(aside)
    else renameSync(aside, lock)
  }
}

/** Whether the lock is ours now: it was not there. */
function began(lock: string): boolean {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false
    throw error
  }
}

/** The process that a lock names, empty where it names none; undefined where the lock is gone. */
function ownerOf(lock: string): string | undefined {
  try {
    return /^\d+$/.exec(readFileSync(lock, 'utf8'))?.[0] ?? ''
  } catch {
    return undefined
  }
}

/** Whether the process that a lock names still runs; in a container the one that was killed may have had our own number. */
function isAtIt(pid: number, lock: string): boolean {
  return pid === process.pid ? held.has(lock) : isAlive(pid)
}
