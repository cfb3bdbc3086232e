import { pageChannel } from '../protocol/databases.js'

type Change = 'decision' | 'history'

/** Says to this site's other tabs that the decision or the history changed; never what. */
export interface Tabs {
  announce(change: Change): void
  close(): void
}

export function createTabs(namespace: string, on: Readonly<Record<Change, () => void>>): Tabs {
  const channel = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel(pageChannel(namespace))
  channel?.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (data === 'decision' || data === 'history') on[data]()
  })
  return {
    announce: (change) => channel?.postMessage(change),
    close: () => channel?.close(),
  }
}
