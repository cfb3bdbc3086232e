/** Names that lead, or may lead, to the network. The policy is what holds; deleting them is a second lock. */
const WAYS = [
  'fetch', 'XMLHttpRequest', 'WebSocket', 'WebSocketStream', 'EventSource', 'WebTransport', 'importScripts', 'Worker',
  'SharedWorker', 'caches', 'CacheStorage', 'FontFace', 'fonts', 'RTCPeerConnection', 'RTCDataChannel', 'BroadcastChannel',
  'Notification', 'eval', 'Request', 'Response', 'trustedTypes',
]

/** Deletes every way out from this worker's realm, up the prototype chain, before any visitor data is touched. `keep` names what this worker still needs. */
export function sealRealm(keep: readonly string[] = []): void {
  for (const name of WAYS) {
    if (keep.includes(name)) continue
    for (let holder: object | null = globalThis; holder !== null; holder = Object.getPrototypeOf(holder) as object | null) {
      Reflect.deleteProperty(holder, name)
    }
  }
}
