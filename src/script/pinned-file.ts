import type { Unavailable } from '../core/answer.js'
import { loadScript } from '../client/load-script.js'
import type { EngineFile } from './engine-file.js'
import { shared } from './shared.js'

/** The value for `integrity` of each file that this tag was built with; put in by the build. */
declare const PINNED: { readonly [Name in keyof Delivered]: string }

/** What each of the tag's later files leaves for it. The centre defines its element, and leaves nothing. */
interface Delivered {
  readonly 'engine.js': EngineFile
  readonly 'centre.js': undefined
}

export type PinnedAnswer<T> = { readonly status: 'ok'; readonly delivered: T | undefined } | Unavailable

export interface PinnedDep {
  readonly page: Document
  /** Absolute URL of Hearth's folder. */
  readonly folder: string
  /** The nonce of the tag itself, where the host trusts scripts by one. */
  readonly nonce: string
}

/** Loads one of the tag's later files, pinned by the hash that the tag carries, and gives it what it shares with the tag. */
export async function loadPinned<Name extends keyof Delivered>(name: Name, { page, folder, nonce }: PinnedDep): Promise<PinnedAnswer<Delivered[Name]>> {
  const file = await loadScript(page, new URL(name, folder).href, { integrity: PINNED[name], nonce, shared })
  // The hash says that it is the file of this build, and the file's own types say what it leaves.
  return file.status === 'ok' ? { status: 'ok', delivered: file.delivered as Delivered[Name] | undefined } : file
}
