import { statSync } from 'node:fs'
import { join } from 'node:path'
import { serveStatic } from '@hono/node-server/serve-static'
import type { MiddlewareHandler } from 'hono'

/** Files of a folder below a prefix. Each answer may be kept but must be revalidated; the tag is size and time of the file. */
export const staticFiles = (folder: string, prefix: string, headers: (path: string) => Readonly<Record<string, string>> = () => ({})): MiddlewareHandler => {
  const serve = serveStatic({ root: folder, rewriteRequestPath: (path) => path.slice(prefix.length) })
  return async (context, next) => {
    const answer = await serve(context, next)
    if (!(answer instanceof Response)) return answer
    const path = context.req.path.slice(prefix.length)
    const file = statSync(join(folder, path), { throwIfNoEntry: false })
    if (file !== undefined) answer.headers.set('ETag', `"${file.size.toString(36)}-${Math.floor(file.mtimeMs).toString(36)}"`)
    answer.headers.set('Cache-Control', 'no-cache')
    for (const [name, value] of Object.entries(headers(path))) answer.headers.set(name, value)
    return answer
  }
}
