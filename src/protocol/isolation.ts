/**
 * The policy that the personalizer's frame carries and its blob workers inherit. No URL source stands in it: nothing
 * can be loaded, connected to or reported to.
 */
export const FRAME_POLICY = "default-src 'none'; script-src blob: 'wasm-unsafe-eval'; worker-src blob:"

/** The header that `dist/worker.js` is served with where the host forbids blob workers. */
export const HEADER_POLICY = "default-src 'none'; script-src 'wasm-unsafe-eval'"

/** How the browser refused one way out, or how it did not. */
export type WayOut =
  | { readonly verdict: 'refused'; readonly by: string }
  | { readonly verdict: 'absent' }
  | { readonly verdict: 'contained'; readonly by: string }
  | { readonly verdict: 'open'; readonly by: string }

/** What a probe found. `reporting` holds the directives of host policies that report violations, which is itself a way out. */
export interface ProbeReport {
  readonly ways: Readonly<Record<string, WayOut>>
  readonly reporting: readonly string[]
  readonly wasm: boolean
}
