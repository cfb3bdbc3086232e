/** The files of `dist/` that run as workers. */
export const WORKER_FILES: ReadonlySet<string> = new Set(['worker.js', 'embedder.js', 'embedder-webgpu.js', 'sharder.js'])

/** The strictest policy under which Hearth works whole; the one the documentation publishes. The empty frame needs no `frame-src`: nothing is loaded into it. */
export const strictPolicy = (collectorOrigin: string): string =>
  [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "worker-src blob: 'self'",
    "style-src 'self'",
    "img-src 'self'",
    `connect-src 'self' ${collectorOrigin}`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types hearth',
  ].join('; ')
