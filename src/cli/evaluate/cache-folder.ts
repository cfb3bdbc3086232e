import { homedir } from 'node:os'
import { join } from 'node:path'

/** Where the operating system keeps what can be made again: never inside a project. */
export function cacheFolder(): string {
  const { XDG_CACHE_HOME, LOCALAPPDATA } = process.env
  if (process.platform === 'win32') return join(LOCALAPPDATA ?? homedir(), 'hearth')
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'hearth')
  return join(XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'hearth')
}
