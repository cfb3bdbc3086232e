import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Hono } from 'hono'
import { staticFiles } from '../src/demo/server/static-files.js'
import { HEADER_POLICY } from '../src/protocol/isolation.js'
import type { Handler } from './recording-server.js'

/** The demo's catalog, as built. */
const catalog = fileURLToPath(new URL('../build/demo/catalog', import.meta.url))

/** The published files, as built. */
export const dist = fileURLToPath(new URL('../dist', import.meta.url))

export interface HostOptions {
  /** The page's own headers, e.g. a Content-Security-Policy. */
  readonly headers?: Readonly<Record<string, string>>
  /** Attributes of the script tag besides its address. */
  readonly attributes?: string
  readonly body?: string
  /** Further folders to serve, by the path that they stand under. */
  readonly folders?: Readonly<Record<string, string>>
  /** Changes a published file on its way out: a mutant that a claim must catch. Where the tag pins the file, the tag is made to pin the mutant. */
  readonly mutate?: Readonly<Record<string, (source: string) => string>>
  /** A folder whose files stand before the published ones, e.g. a mutant of the sources. */
  readonly overlay?: string
  /** A path under which everything answers 503, e.g. a collector that is down. */
  readonly down?: string
  /** Published files that this site does not have. */
  readonly withhold?: RegExp
  /** Headers of every published file, e.g. those that let another origin read them. */
  readonly fileHeaders?: Readonly<Record<string, string>>
  /** Headers of the worker files; the published ones unless given. */
  readonly workerHeaders?: Readonly<Record<string, string>>
  /** Worker files that go without those headers. */
  readonly bare?: RegExp
}

const WORKERS = new Set(['worker.js', 'embedder.js', 'embedder-webgpu.js', 'sharder.js'])

const integrity = (source: string | Buffer): string => `sha256-${createHash('sha256').update(source).digest('base64')}`

const mutant = (file: string, change: (source: string) => string): string => {
  const source = readFileSync(`${dist}/${file}`, 'utf8')
  const changed = change(source)
  if (changed === source) throw new Error(`the mutation of ${file} changes nothing`)
  return changed
}

/** A site that installed the tag: one page at `/`, Hearth's files below `/hearth/`. */
export const hostSite = ({ headers = {}, attributes = '', body = '', folders = {}, mutate = {}, overlay, down, withhold, fileHeaders = {}, workerHeaders = { 'Content-Security-Policy': HEADER_POLICY }, bare }: HostOptions = {}): Handler => {
  const site = new Hono()
  site.get('/', (context) => {
    for (const [name, value] of Object.entries(headers)) context.header(name, value)
    return context.html(`<!doctype html><html lang="en"><meta charset="utf-8"><title>A host</title><script async src="/hearth/hearth.js" data-inspect ${attributes}></script><body>${body}</body></html>`)
  })
  // A page of the same origin without the tag, for what loads the module itself.
  site.get('/blank', (context) => context.html('<!doctype html><html lang="en"><meta charset="utf-8"><title>Blank</title><body></body></html>'))
  for (const [path, folder] of Object.entries(folders)) site.use(`${path}/*`, staticFiles(folder, path, () => ({})))
  const mutants = new Map(Object.entries(mutate).map(([file, change]) => [file, mutant(file, change)]))
  const tag = [...mutants].reduce((source, [file, changed]) => source.replaceAll(integrity(readFileSync(`${dist}/${file}`)), integrity(changed)), mutants.get('hearth.js') ?? readFileSync(`${dist}/hearth.js`, 'utf8'))
  if (mutants.size > 0) mutants.set('hearth.js', tag)
  const headersOf = (file: string): Readonly<Record<string, string>> => ({ ...fileHeaders, ...(WORKERS.has(file.split('/').at(-1) ?? '') && bare?.test(file) !== true ? workerHeaders : {}) })
  for (const [file, source] of mutants) site.get(`/hearth/${file}`, (context) => context.body(source, 200, { ...headersOf(file), 'Content-Type': 'text/javascript; charset=utf-8' }))
  site.use('/catalog/*', staticFiles(catalog, '/catalog', () => ({})))
  if (down !== undefined) site.all(`${down}/*`, (context) => context.text('down', 503))
  if (withhold !== undefined) site.use('/hearth/*', async (context, next) => (withhold.test(context.req.path) ? context.notFound() : next()))
  if (overlay !== undefined) site.use('/hearth/*', staticFiles(overlay, '/hearth', headersOf))
  site.use('/hearth/*', staticFiles(dist, '/hearth', headersOf))
  return site.fetch
}
