/**
 * Ends the worker when its page is left for good. The browser would end it anyway, but WebKit then never lets go of a
 * database that the worker held while it was computing, and no later erasure gets past it; ended from here it does.
 */
export function endsWithPage(worker: Worker): Worker {
  addEventListener('pagehide', (event) => { if (!event.persisted) worker.terminate() })
  return worker
}
