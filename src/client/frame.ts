import { FRAME_POLICY } from '../protocol/isolation.js'

/** A hidden same-origin frame whose policy its blob workers inherit. It must stay attached while they live. */
export interface WorkerFrame {
  /** Starts a module worker from source bytes, under the frame's policy. Throws where the host forbids it at once; otherwise the worker's error event says so. */
  spawn(source: ArrayBuffer, name: string): Worker
  /** False once the page has thrown the frame out (a page that swaps its body). */
  readonly attached: boolean
  remove(): void
}

interface FrameRealm {
  readonly Worker: typeof Worker
  readonly Blob: typeof Blob
  readonly URL: typeof URL
  readonly trustedTypes?: TrustedTypePolicies
}

interface TrustedTypePolicies {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string }
}

/** How long an engine may take over an empty document. */
const LOAD_MS = 2000

/** Makes the frame. The policy is put in by the DOM, so that no `srcdoc` and no HTML policy is needed under Trusted Types. */
export async function createFrame(): Promise<WorkerFrame> {
  const frame = document.createElement('iframe')
  frame.hidden = true
  frame.tabIndex = -1
  frame.title = 'Hearth'
  frame.setAttribute('aria-hidden', 'true')
  const loaded = new Promise<void>((resolve) => {
    frame.addEventListener('load', () => resolve(), { once: true })
    setTimeout(resolve, LOAD_MS)
  })
  document.documentElement.append(frame)
  await loaded
  const inner = frame.contentDocument
  const realm = frame.contentWindow as (Window & FrameRealm) | null
  if (inner === null || realm === null) {
    frame.remove()
    throw new DOMException('The frame has no document', 'InvalidStateError')
  }
  const meta = inner.createElement('meta')
  meta.httpEquiv = 'Content-Security-Policy'
  meta.content = FRAME_POLICY
  inner.head.append(meta)
  const policy = realm.trustedTypes?.createPolicy('hearth', { createScriptURL: (url) => url })

  return {
    spawn(source, name) {
      const url = realm.URL.createObjectURL(new realm.Blob([source], { type: 'text/javascript' }))
      try {
        return new realm.Worker(policy?.createScriptURL(url) ?? url, { type: 'module', name })
      } finally {
        // The worker has its bytes once it runs; the address is of no use to anyone after that.
        setTimeout(() => URL.revokeObjectURL(url), LOAD_MS * 5)
      }
    },
    get attached() {
      return frame.isConnected
    },
    remove: () => frame.remove(),
  }
}
