import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import react from '@vitejs/plugin-react'
import type { Plugin } from 'vite'
import { build } from 'vite'
import { writeWhole } from '../cli/write-whole.js'
import { filesBelow } from './fingerprint.js'
import { exceptDirectives } from './logs.js'
import { FETCHED_FROM_DIST, ownFiles } from './own-files.js'
import { root } from './paths.js'
import type { Step } from './step.js'

/** HTML pages with their scripts and styles, from one folder into another; file names stay. */
export interface Site {
  readonly name: string
  /** Folder of the `.html` files, relative to the checkout. */
  readonly from: string
  /** Absolute folder for the result. */
  readonly to: string
  /** Public path of the result: `/` for a site, `./` where the folder may be anywhere. */
  readonly base: '/' | './'
  readonly inputs: readonly string[]
  /** One of its scripts holds the engine, and so the hashes of what that fetches from `dist/`. */
  readonly engine?: true
  /** Fill the pages; made anew for each build. */
  readonly plugins?: () => readonly Plugin[]
}

/** Vite ends the process over these; a build step is to report them. */
const danglingNames = (page: string): readonly string[] =>
  [...readFileSync(page, 'utf8').matchAll(/\b(?:src|href|style|module)="(\.\/[^"?#]+)"/g)]
    .flatMap(([, name]) => (name !== undefined && !existsSync(join(dirname(page), name)) ? [`${basename(page)} names ${name}, which is not there`] : []))

const emit = async (site: Site): Promise<readonly string[]> => {
  const folder = join(root, site.from)
  const pages = filesBelow(folder).filter((file) => file.endsWith('.html'))
  if (pages.length === 0) throw new Error(`no .html in ${site.from}`)
  const dangling = pages.flatMap(danglingNames)
  if (dangling.length > 0) throw new Error(dangling.join('; '))
  const result = await build({
    root: folder,
    base: site.base,
    configFile: false,
    envDir: false,
    publicDir: false,
    logLevel: 'error',
    mode: 'production',
    plugins: [react(), ...(site.plugins?.() ?? [])],
    define: site.engine === true ? ownFiles() : {},
    build: {
      write: false,
      target: 'es2022',
      // Nothing inline: the strict page allows neither inline scripts nor data: URLs.
      modulePreload: false,
      assetsInlineLimit: 0,
      reportCompressedSize: false,
      rolldownOptions: {
        onLog: exceptDirectives,
        input: Object.fromEntries(pages.map((page) => [basename(page, '.html'), page])),
        // The published files are loaded from where they are served, as any site would.
        external: (id: string) => id.startsWith('/hearth/'),
      },
    },
  })
  const outputs = Array.isArray(result) ? result : 'output' in result ? [result] : []
  return outputs
    .flatMap((one) => one.output)
    .map((file) => {
      const path = join(site.to, file.fileName)
      writeWhole(path, file.type === 'chunk' ? file.code : file.source)
      return relative(root, path)
    })
}

/** The build step for a folder of pages. */
export const siteStep = (site: Site): Step => ({
  name: site.name,
  inputs: [site.from, ...site.inputs, ...(site.engine === true ? FETCHED_FROM_DIST : [])],
  needs: [`${site.from}/index.html`, ...(site.engine === true ? FETCHED_FROM_DIST : [])],
  run: () => emit(site),
})
