import { existsSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { Hono } from 'hono'
import { compress } from 'hono/compress'
import { etag } from 'hono/etag'
import type { Task } from '../../core/privacy/task.js'
import { HEADER_POLICY } from '../../protocol/isolation.js'
import { crowd } from './crowd.js'
import { strictPolicy, WORKER_FILES } from './policies.js'
import { staticFiles } from './static-files.js'

export interface SiteOptions {
  /** Folder with the demo's pages, pictures and catalog. */
  readonly pages: string
  /** Folder with the published files, served below `/hearth/`. */
  readonly dist: string
  readonly collectorUrl: string
  /** Questions that `POST /simulate` lets a crowd answer, and whose answers `/prior.json` is made of; without them there is no such address, and the prior is empty. */
  readonly tasks?: readonly Task[]
}

/** What is known before anybody answered. */
const EMPTY_PRIOR = '{"version":1,"source":"dp","topics":[]}'

const PAGE = /^(?:\/[\w-]+)*\/?$/

/** The demo as a Hono application: pages without `.html` in their address, `/hearth/*`, `/catalog/*` and `/art/*`. */
export const demoSite = ({ pages, dist, collectorUrl, tasks }: SiteOptions): Hono => {
  const collector = new URL(collectorUrl).origin
  const site = new Hono()

  site.use(async (context, next) => {
    await next()
    context.header('X-Content-Type-Options', 'nosniff')
    context.header('Referrer-Policy', 'strict-origin-when-cross-origin')
  })
  site.use(etag())
  // Models and wasm do not shrink enough to be worth the wait on one's own machine.
  const compressed = compress()
  site.use((context, next) => (context.req.path.startsWith('/hearth/assets/') ? next() : compressed(context, next)))

  site.use('/hearth/*', staticFiles(dist, '/hearth', (file) => (WORKER_FILES.has(basename(file)) ? { 'Content-Security-Policy': HEADER_POLICY } : {})))
  site.use('/catalog/*', staticFiles(pages, ''))
  site.use('/art/*', staticFiles(pages, '', () => ({ 'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'" })))
  site.use('/assets/*', staticFiles(pages, ''))

  // What all browsers answered, passed on from the collector: the same file for everyone, from the site's own address.
  site.get('/prior.json', async (context) => {
    const answer = tasks === undefined ? undefined : await fetch(new URL('v1/prior.json', collectorUrl)).catch(() => undefined)
    context.header('Cache-Control', 'no-cache')
    return context.body(answer?.ok === true ? await answer.text() : EMPTY_PRIOR, 200, { 'Content-Type': 'application/json' })
  })

  if (tasks !== undefined) site.route('/', crowd(collectorUrl, tasks))

  site.get('*', (context, next) => {
    const { path } = context.req
    if (!PAGE.test(path)) return next()
    const file = join(pages, `${path === '/' ? 'index' : path.replace(/^\/|\/$/g, '')}.html`)
    if (!existsSync(file)) return next()
    if (path === '/strict' || path.startsWith('/strict/')) context.header('Content-Security-Policy', strictPolicy(collector))
    context.header('Cache-Control', 'no-cache')
    return context.html(readFileSync(file, 'utf8').replaceAll('%COLLECTOR%', collectorUrl.replace(/\/$/, '')))
  })
  site.use('*', staticFiles(pages, ''))
  site.notFound((context) => context.text('Not found\n', 404))
  return site
}
