import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { dist } from '../../src/build/paths.js'
import { overlayFolder, putWorker } from '../mutants/overlay.js'
import { CLOCK_CHANNEL } from './clock-channel.js'
import type { Site } from './site.js'

/** What stands before the worker's own code, which seals its realm: calls are told by their numbers, which answers repeat. */
const CLOCK = `{
  const calls = [], begun = new Map()
  addEventListener('message', ({ data, timeStamp }) => {
    if (Array.isArray(data?.path)) begun.set(data.id, { name: data.path[0], at: timeStamp })
  })
  const post = self.postMessage.bind(self)
  self.postMessage = (message, transfer) => {
    const call = begun.get(message?.id)
    begun.delete(message?.id)
    post(message, transfer)
    if (call !== undefined) calls.push({ name: call.name, ms: performance.now() - call.at })
  }
  const channel = new BroadcastChannel('${CLOCK_CHANNEL}')
  channel.onmessage = ({ data }) => data === 'read' && channel.postMessage(calls.splice(0))
}
`

/** Lays the published files with a clock in the worker over those of the site. */
export function putClockedWorker(site: Site): void {
  const folder = overlayFolder('clocked')
  putWorker(folder, CLOCK + readFileSync(join(dist, 'worker.js'), 'utf8'), false)
  for (const file of readdirSync(folder)) site.put(`/clocked/${file}`, readFileSync(join(folder, file), 'utf8'))
  site.mount('/clocked/', dist)
}
