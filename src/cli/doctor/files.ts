import { createHash } from 'node:crypto'
import type { APIRequestContext } from '@playwright/test'
import * as v from 'valibot'
import { counted } from '../counted.js'
import { check } from './check.js'
import type { Check } from './check.js'
import { HEADER_POLICY } from '../../protocol/isolation.js'
import type { Installed } from './in-page/installed.js'

const Manifest = v.object({ version: v.string(), files: v.record(v.string(), v.object({ bytes: v.number(), sha256: v.string() })) })

/** Files that only a page with its own server needs; a tag works without them. */
const NOT_SERVED = /^(collector|cli|node-[^/]*)\.js$|^(types|dashboard)\//

/** Files that need a policy of their own where a page forbids blob workers: all of them, or none. */
const WORKERS = ['worker.js', 'embedder.js', 'embedder-webgpu.js', 'sharder.js']

/** Fetches what the page would: the manifest and every file it names, the catalog, the task file. */
export async function fileChecks(request: APIRequestContext, { assets, catalog, collector }: Installed, origin: string): Promise<readonly Check[]> {
  if (assets === undefined) return [check('manifest', false, 'the folder of Hearth’s files is not known')]
  const get = async (url: string): Promise<{ readonly status: number; readonly body: Buffer; readonly headers: Readonly<Record<string, string>> }> => {
    try {
      const answer = await request.get(url, { headers: { origin } })
      return { status: answer.status(), body: await answer.body(), headers: answer.headers() }
    } catch {
      return { status: 0, body: Buffer.alloc(0), headers: {} }
    }
  }
  const address = new URL('manifest.json', assets).href
  const file = await get(address)
  const read = v.safeParse(v.pipe(v.string(), v.parseJson(), Manifest), file.body.toString('utf8'))
  if (!read.success) return [check('manifest', false, `${address} ${file.status === 200 ? 'is not a manifest' : `answered ${file.status}`}; serve the whole dist folder`)]
  const wanted = Object.entries(read.output.files).filter(([path]) => !NOT_SERVED.test(path))
  const wrong: string[] = []
  for (const [path, { sha256 }] of wanted) {
    const found = await get(new URL(path, assets).href)
    if (found.status !== 200) wrong.push(`${path} answered ${found.status}`)
    else if (createHash('sha256').update(found.body).digest('hex') !== sha256) wrong.push(`${path} is not the file that the manifest names`)
  }
  const policies = await Promise.all(WORKERS.map(async (file) => [file, (await get(new URL(file, assets).href)).headers['content-security-policy']] as const))
  const bare = policies.flatMap(([file, policy]) => (policy === undefined ? [file] : []))
  const loose = policies.flatMap(([file, policy]) => (policy === undefined || policy.includes("default-src 'none'") ? [] : [`${file}: ${policy}`]))
  const checks = [
    check('manifest', true, `${address}, version ${read.output.version}`),
    check('files', wrong.length === 0, wrong.length === 0 ? `${counted(wanted.length, 'file')}, each as the manifest names it` : `${wrong.slice(0, 5).join('; ')}${wrong.length > 5 ? ` and ${wrong.length - 5} more` : ''}; deploy one build whole`),
    check('worker-header', loose.length === 0 && [0, WORKERS.length].includes(bare.length), loose.length > 0 ? loose.join('; ') : bare.length === 0 ? HEADER_POLICY : `${bare.join(', ')} without a policy of their own; only pages that allow blob workers can use them (add Content-Security-Policy: ${HEADER_POLICY})`),
  ]
  if (catalog !== undefined) {
    const found = await get(new URL('catalog.json', catalog).href)
    checks.push(check('catalog', found.status === 200, `${catalog}catalog.json answered ${found.status}`))
  }
  if (collector !== undefined) {
    const tasks = await get(new URL('v1/tasks', collector).href)
    const open = new URL(collector).origin === origin || ['*', origin].includes(tasks.headers['access-control-allow-origin'] ?? '')
    checks.push(check('collector', tasks.status === 200 && open, tasks.status !== 200 ? `${collector}v1/tasks answered ${tasks.status}` : open ? `${collector} answers this origin` : `${collector} does not allow this origin (CORS)`))
  }
  return checks
}
