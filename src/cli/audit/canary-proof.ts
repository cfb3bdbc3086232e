import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { EventId, InteractionEvent } from '../../core/history/event.js'
import type { ItemId } from '../../core/item.js'
import type { Proof } from '../../core/privacy/audit/proof.js'
import type { Task } from '../../core/privacy/task.js'
import type { Millis } from '../../core/time.js'
import { nodeSharders } from '../simulate/node-sharder.js'
import { simulatedBrowser } from '../simulate/simulated-browser.js'
import { nodeRandomness } from '../node-randomness.js'

const CANARY = ['Kanarienvogel-7f3a91', 'Das Geheimnis der Lagune äöü', 'https://shop.example/geheim?id=4711', 'intimate-health', 'nachtleser']

/** A session with a history of canaries, sent over real HTTP: none of them, in any encoding, in anything that arrives. */
export async function canaryProof(task: Task): Promise<Proof> {
  const arrived: Buffer[] = []
  const server = createServer((request, response) => {
    const body: Buffer[] = []
    request.on('data', (chunk: Buffer) => body.push(chunk))
    request.on('end', () => {
      arrived.push(Buffer.concat([Buffer.from(`${request.method ?? ''} ${request.url ?? ''} ${request.rawHeaders.join(' ')} `), ...body]))
      response.writeHead(201).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    const { port } = server.address() as AddressInfo
    const now = Date.now() as Millis
    const random = nodeRandomness()
    const file = JSON.stringify({ version: 1, tasks: [task.definition] })
    for (let browser = 0; browser < 20; browser += 1) {
      const outcome = await simulatedBrowser({ collector: `http://127.0.0.1:${port}/`, tasks: file, life: () => history(now), random, clock: { now: () => now }, sharderFor: nodeSharders() })
      if (outcome.status === 'silent') return { name: 'canary', ok: false, detail: `the browser stayed silent: ${outcome.why}` }
    }
    const found = CANARY.filter((canary) => arrived.some((bytes) => disguises(canary).some((form) => bytes.includes(form))))
    return { name: 'canary', ok: found.length === 0 && arrived.length === 20, detail: `${arrived.length} requests of ${arrived[0]?.length ?? 0} bytes, headers included; ${found.length} of ${CANARY.length} canaries in ${disguises(CANARY[0] ?? '').length} encodings found` }
  } finally {
    await new Promise((resolve) => {
      server.close(resolve)
      server.closeAllConnections()
    })
  }
}

function history(now: Millis): readonly InteractionEvent[] {
  const [id = '', title = '', url = '', category = '', tag = ''] = CANARY
  return [{ id: `event-${id}` as EventId, kind: 'click', item: { id: id as ItemId, title, url, category, tags: [tag] }, at: now, slot: tag }]
}

function disguises(text: string): readonly Buffer[] {
  const utf8 = Buffer.from(text, 'utf8')
  const base64 = utf8.toString('base64').replace(/=+$/, '').slice(0, -1)
  const forms = [text, text.toLowerCase(), encodeURIComponent(text), base64, base64.replaceAll('+', '-').replaceAll('/', '_'), utf8.toString('hex'), utf8.toString('hex').toUpperCase(), [...text].reverse().join('')]
  return [...new Set(forms)].map((form) => Buffer.from(form, 'utf8')).concat(Buffer.from(text, 'utf16le'), Buffer.from(utf8).reverse())
}
