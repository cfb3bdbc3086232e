import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, extname, join, normalize, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Hono } from 'hono'
import { problem } from './problem.js'

export interface DashboardOptions {
  /** Folder of the built page; default `dist/dashboard` of the package. */
  readonly folder?: string
  /**
   * Puts the token into the page, so that whoever can load the page sees the results: for a demo, or behind another
   * login. Without it the page asks for the token, or takes it from the address after `#token=`.
   */
  readonly openWith?: string
}

const TYPES: Readonly<Record<string, string>> = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8', '.svg': 'image/svg+xml', '.json': 'application/json' }

/** Plot writes style elements into its charts; everything else is the page's own files. */
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"

/** Serves the dashboard's files; where they were not built, says so. */
export function dashboardRoutes({ folder = builtFolder(), openWith }: DashboardOptions): Hono {
  const app = new Hono()
  app.get('*', async ({ req }) => {
    const asked = req.path === '/' ? 'index.html' : normalize(decoded(req.path)).replace(/^[/\\]+/, '')
    const type = TYPES[extname(asked)]
    if (type === undefined || asked.split(sep).includes('..')) return problem(404, 'Nothing here')
    const body = await readFile(join(folder, asked)).catch(() => undefined)
    if (body === undefined) return asked === 'index.html' ? problem(404, 'The dashboard is not built', 'Run npm run build; the collector itself works without it.') : problem(404, 'Nothing here')
    const page = asked === 'index.html' && openWith !== undefined ? body.toString('utf8').replace('</head>', () => `<meta name="hearth-token" content="${attribute(openWith)}"></head>`) : body
    return new Response(page, { headers: { 'content-type': type, 'content-security-policy': POLICY, 'referrer-policy': 'no-referrer', 'x-content-type-options': 'nosniff', 'cache-control': 'no-cache' } })
  })
  return app
}

/** A path as it was meant; one that is no path is nobody's. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return ''
  }
}

/** `dist/dashboard` beside the nearest package.json above this file, in the source tree and in the built package alike. */
function builtFolder(): string {
  let at = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(at, 'package.json')) && dirname(at) !== at) at = dirname(at)
  return join(at, 'dist', 'dashboard')
}

function attribute(text: string): string {
  return text.replace(/[&"<>]/g, (character) => `&#${character.charCodeAt(0)};`)
}
