import type { Clock } from '../core/ports.js'
import type { Answers, AnswersDep } from './answers.js'
import { createAssets } from './assets.js'
import { deliver } from './courier.js'
import type { EngineSettings } from './engine-settings.js'
import type { WorkerHost } from './worker-host.js'

/** The real powers behind a page's answers: the task file's GET, the courier's POST, timers and names. */
export function answersFor(settings: EngineSettings, collector: string, clock: Clock, ask: AnswersDep['ask'], host: () => WorkerHost | undefined): AnswersDep {
  return {
    clock,
    ask,
    name: () => crypto.randomUUID(),
    async fetchTasks(signal) {
      const assets = createAssets({ base: settings.assets, signal })
      const tasks = await assets.open(settings.tasks ?? new URL('v1/tasks', collector).href)
      return tasks.status === 'ok' ? new TextDecoder().decode(tasks.bytes) : undefined
    },
    startSharder: async (aggregators) => (await host()?.startSharder(aggregators)) ?? { status: 'unavailable', code: 'worker-ended', message: 'The worker has just ended; nothing was answered.' },
    deliver: (report, signal) => deliver(collector, report, signal),
    after(ms, run) {
      const timer = setTimeout(run, ms)
      return () => clearTimeout(timer)
    },
  }
}

/** How often a page shows that it is awake, and after how long without it was not. */
const PULSE_MS = 1_000
const ASLEEP_MS = 3_000

/** Ties the answers to the life of the page: left, seen again (perhaps in another week), reachable again. Nothing leaves with a page that is `held`, nor with one that slept or was busy until now: it may not have heard of a withdrawal yet. Returns the way to untie them. */
export function attachToPage(answers: Answers, held: () => boolean): () => void {
  let awake = performance.now()
  const pulse = setInterval(() => { awake = performance.now() }, PULSE_MS)
  const leave = (): void => {
    if (!held() && performance.now() - awake < ASLEEP_MS) answers.leave()
  }
  const retry = (): void => answers.retry()
  const seen = (): void => {
    if (document.visibilityState === 'visible') answers.seen()
  }
  addEventListener('pagehide', leave)
  addEventListener('online', retry)
  document.addEventListener('visibilitychange', seen)
  return () => {
    clearInterval(pulse)
    removeEventListener('pagehide', leave)
    removeEventListener('online', retry)
    document.removeEventListener('visibilitychange', seen)
  }
}
