import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { extname, join, normalize } from 'node:path'
import { build } from 'vite'
import { root } from '../../src/build/paths.js'
import { HEADER_POLICY } from '../../src/protocol/isolation.js'

/** A local site: files and folders by their path, nothing cached, every byte counted. */
export interface Site {
  readonly url: string
  /** Puts text at a path. */
  put(path: string, content: string): void
  /** Puts the files of a folder below a prefix that ends with a slash. */
  mount(prefix: string, folder: string): void
  /** Bytes of answers since the last call, headers not counted. */
  moved(): number
  close(): Promise<void>
}

const TYPES: Readonly<Record<string, string>> = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.mjs': 'text/javascript', '.json': 'application/json', '.wasm': 'application/wasm' }

export async function openSite(): Promise<Site> {
  const texts = new Map<string, string>()
  const folders = new Map<string, string>()
  let bytes = 0
  const fileFor = (path: string): string | undefined => {
    for (const [prefix, folder] of folders) {
      if (!path.startsWith(prefix)) continue
      const file = join(folder, normalize(`/${path.slice(prefix.length)}`))
      if (existsSync(file) && statSync(file).isFile()) return file
    }
    return undefined
  }
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname)
    const isolated = path === '/bench/search.html' ? { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' } : {}
    // The published embedder starts nowhere but behind its policy.
    const sealed = /\/embedder[\w-]*\.js$/.test(path) ? { 'Content-Security-Policy': HEADER_POLICY } : {}
    const headers = { ...isolated, ...sealed, 'Cache-Control': 'no-store', 'Content-Type': TYPES[extname(path)] ?? 'application/octet-stream' }
    const text = texts.get(path)
    const file = text === undefined ? fileFor(path) : undefined
    if (text !== undefined) {
      bytes += Buffer.byteLength(text)
      response.writeHead(200, headers).end(text)
    } else if (file !== undefined) {
      const { size } = statSync(file)
      bytes += size
      response.writeHead(200, { ...headers, 'Content-Length': size })
      createReadStream(file).pipe(response)
    } else response.writeHead(404, headers).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    url: `http://localhost:${String(address.port)}`,
    put: (path, content) => void texts.set(path, content),
    mount: (prefix, folder) => void folders.set(prefix, folder),
    moved: () => {
      const before = bytes
      bytes = 0
      return before
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** A page's code as one module: it puts its functions on `globalThis.bench`. */
export async function bundlePage(name: string): Promise<string> {
  const result = await build({
    root,
    configFile: false,
    logLevel: 'silent',
    publicDir: false,
    build: { write: false, target: 'es2022', modulePreload: false, reportCompressedSize: false, rolldownOptions: { input: join(root, 'e2e/bench/pages', `${name}.ts`), output: { format: 'es', codeSplitting: false } } },
  })
  const outputs = (Array.isArray(result) ? result : 'output' in result ? [result] : []).flatMap(({ output }) => output)
  const chunk = outputs.find((file) => file.type === 'chunk')
  if (chunk?.type !== 'chunk') throw new Error(`${name} does not bundle`)
  return chunk.code
}

/** Puts a page that runs a bundle. A page named `search` is isolated from other origins: its clock then counts microseconds. */
export function putPage(site: Site, name: string, code: string): void {
  site.put(`/bench/${name}.js`, code)
  site.put(`/bench/${name}.html`, `<!doctype html><meta charset="utf-8"><title>${name}</title><script type="module" src="/bench/${name}.js"></script>`)
}

/** The published embedder with a way to ask how large its WebAssembly memory has grown. */
export function measuredEmbedder(): string {
  return `let memory
const Plain = WebAssembly.Memory
WebAssembly.Memory = class extends Plain { constructor(about) { super(about); memory = this } }
addEventListener('message', ({ data }) => { if (data === 'memory') postMessage(memory.buffer.byteLength) })
${readFileSync(join(root, 'dist/embedder.js'), 'utf8')}`
}
