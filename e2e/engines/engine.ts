/** A browser under test, as little of it as the loops need. Each has one fresh profile and one tab. */
export interface Engine {
  readonly name: 'chromium' | 'firefox' | 'webkit'
  /** Name and version as the browser gives them. */
  readonly version: string
  /** Opens an address and waits for its load event. */
  open(url: string): Promise<void>
  /** Goes one page back in the tab's own history. */
  back(): Promise<void>
  /** Calls an async function, given as source, in the page; its answer must survive JSON. */
  evaluate(asyncFunctionSource: string): Promise<unknown>
  close(): Promise<void>
}

/** A way to start one, or the reason why this machine has none. */
export type EngineFound = { readonly status: 'found'; readonly name: Engine['name']; readonly where: string; launch(): Promise<Engine> } | { readonly status: 'absent'; readonly name: Engine['name']; readonly why: string }
