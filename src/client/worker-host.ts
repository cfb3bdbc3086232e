import { transfer } from 'comlink'
import type { Unavailable } from '../core/answer.js'
import { fileName, SHIPPED, type ShippedEncoder } from '../core/embedding/shipped.js'
import type { EmbedderBackend, EmbedderFiles, EmbedderStart } from '../protocol/embedder.js'
import type { ScorerUse } from '../core/personalizer/scoring.js'
import type { ProbeReport } from '../protocol/isolation.js'
import type { ContributeMessage, PersonalizerFacade, PersonalizerSettings } from '../protocol/personalizer.js'
import type { Asset, Assets, Heard } from './assets.js'
import { together } from './fetch-progress.js'
import type { First } from './first-files.js'
import { createFrame } from './frame.js'
import { createRemote, untilFrozen } from './remote.js'
import type { RemoteFacade } from './remote.js'
import { createScorerWorker } from './scorer-worker.js'
import { fetchSiteModel } from './site-model.js'
import { scriptUrl } from './trusted-types.js'

/** The two aggregators of a task over DAP. */
export type Aggregators = Extract<ContributeMessage, { readonly status: 'needs-sharder' }>['aggregators']

export type WorkerForm = 'frame' | 'header'

/** A started personalizer and what it takes to start its embedder and a fresh probe beside it. */
export interface WorkerHost {
  readonly form: WorkerForm
  readonly personalizer: Personalizer
  /** False once the page has thrown out the frame that the workers live in. */
  readonly attached: boolean
  /** `heard` is told how many bytes of its files have come, of how many. */
  startEmbedder(backend: EmbedderBackend, heard?: Heard): Promise<EmbedderStart>
  endEmbedder(): Promise<void>
  /** Loads what seals answers to a task's aggregators, with their public keys, and hands it to the personalizer. */
  startSharder(aggregators: Aggregators): Promise<{ readonly status: 'ok' } | Unavailable>
  /** Starts the site's own scorer, out of its folder, beside the embedder. */
  startScorer(folder: Assets): Promise<ScorerUse>
  probe(): Promise<ProbeReport | Unavailable>
  /** Ends every call at once; resolves when no worker is left. */
  end(message: string): Promise<void>
  /** Ends calls and workers at once and waits for nothing: for a page that is being left. */
  terminate(message: string): void
}

export type HostAnswer = { readonly status: 'ok'; readonly host: WorkerHost; readonly first: First } | Unavailable

export interface WorkerHostDep {
  readonly assets: Assets
  readonly base: string
  readonly settings: PersonalizerSettings
  /** A shipped encoder, or the folder of the site's own. */
  readonly encoder: ShippedEncoder | Assets
  /** Ends a worker that is still starting. */
  readonly signal: AbortSignal
  /** Hands the first files to a worker, from before it has `started`. */
  readonly handFirst: (personalizer: Personalizer, started: Promise<unknown>) => Promise<First>
  /** The worker died by itself. */
  readonly died: () => void
}

type Personalizer = RemoteFacade<PersonalizerFacade<MessagePort>>

/** Starts a worker of one file; `undefined` bytes where the form loads it by its own address. */
type Spawn = (file: 'worker.js' | 'embedder.js' | 'embedder-webgpu.js' | 'sharder.js', name: string) => Promise<Worker | Unavailable>

interface Form {
  readonly form: WorkerForm
  readonly spawn: Spawn
  readonly attached: () => boolean
  readonly remove: () => void
}

/** A worker that starts tells so by answering; probing every way out takes milliseconds, or seconds where one is silent. */
const START_MS = 45_000

/** Firefox can deadlock a worker in the constructor of a nested one; such a worker has opened nothing, and another takes its place. */
const SPARE_WORKERS = 4

const unavailable = (code: string, message: string): Unavailable => ({ status: 'unavailable', code, message })

/**
 * Starts the personalizer in the form asked for. By default the frame; where the host forbids blob workers, or reports
 * violations, the file served with its own policy header. A way out that is open is never retried in another form.
 */
export async function startWorkerHost(dep: WorkerHostDep, form: WorkerForm | undefined): Promise<HostAnswer> {
  const first = await startIn(form === 'header' ? headerForm(dep) : await frameForm(dep), dep)
  if (first.status === 'ok' || form !== undefined || dep.signal.aborted || !['worker-blocked', 'host-reports-csp'].includes(first.code)) return first
  const second = await startIn(headerForm(dep), dep)
  // That the host reports is the reason to act on; a blocked frame says less than what then befell the other form.
  return second.status === 'ok' || first.code === 'worker-blocked' ? second : first
}

async function startIn(form: Form | Unavailable, dep: WorkerHostDep): Promise<HostAnswer> {
  if ('status' in form) return form
  for (let spare = SPARE_WORKERS; ; spare -= 1) {
    const answer = await startOne(form, dep)
    if (answer !== 'frozen') return answer
    if (spare === 0) {
      form.remove()
      return unavailable('worker-silent', 'The worker froze each time it tried its ways out, so it was not started.')
    }
  }
}

async function startOne(form: Form, dep: WorkerHostDep): Promise<HostAnswer | 'frozen'> {
  const fail = (why: Unavailable): Unavailable => {
    form.remove()
    return why
  }
  const worker = await form.spawn('worker.js', 'hearth personalizer')
  if ('status' in worker) return fail(worker)
  const personalizer = createRemote<PersonalizerFacade<MessagePort>>(worker)
  let started = false
  worker.addEventListener('error', (event) => {
    event.preventDefault()
    worker.terminate()
    personalizer.end('The worker stopped with an error.')
    // One that is being ended is not missed: while it lets go, the grant it served may still stand on disk.
    if (started && !dep.signal.aborted) dep.died()
  })
  const end = (): void => {
    worker.terminate()
    personalizer.end('Personalisation was ended.')
  }
  if (dep.signal.aborted) end()
  else dep.signal.addEventListener('abort', end, { once: true })
  const starting = personalizer.call((facade) => facade.start(dep.settings), START_MS)
  const first = dep.handFirst(personalizer, starting)
  const answer = await untilFrozen(personalizer, starting)
  if (answer === 'frozen') {
    worker.terminate()
    personalizer.end('The worker froze.')
    return 'frozen'
  }
  if (answer.status !== 'ok') {
    worker.terminate()
    personalizer.end('The worker was not started.')
    if (answer.status === 'refused') return fail(unavailable(answer.code, answer.message))
    return fail(answer.code === 'worker-ended' ? unavailable('worker-blocked', 'The browser did not start the worker: the page’s policy forbids blob workers, or worker.js is not there.') : answer)
  }
  started = true
  const handed = await first
  // From here on the host ends it.
  dep.signal.removeEventListener('abort', end)
  return { status: 'ok', host: hostOver(form, worker, personalizer, dep), first: handed }
}

function hostOver(form: Form, worker: Worker, personalizer: Personalizer, dep: WorkerHostDep): WorkerHost {
  let embedder: Worker | undefined
  let sharder: Worker | undefined
  const scorer = createScorerWorker({ assets: dep.assets, personalizer, spawn: () => form.spawn('embedder.js', 'hearth scorer') })

  const endEmbedder = async (): Promise<void> => {
    if (embedder === undefined) return
    embedder.terminate()
    embedder = undefined
    await personalizer.call((facade) => facade.detachEmbedder())
  }

  const endHelpers = (): void => {
    embedder?.terminate()
    sharder?.terminate()
    scorer.end()
  }

  return {
    form: form.form,
    get attached() {
      return form.attached()
    },
    personalizer,
    endEmbedder,
    startScorer: (folder) => scorer.start(folder),
    async startEmbedder(backend, heard) {
      await endEmbedder()
      const files = await embedderFiles(dep, backend, heard)
      if ('status' in files) return files
      const spawned = await form.spawn(backend === 'webgpu' ? 'embedder-webgpu.js' : 'embedder.js', 'hearth embedder')
      if ('status' in spawned) return { status: 'failed', code: spawned.code, message: spawned.message }
      embedder = spawned
      const channel = new MessageChannel()
      spawned.addEventListener('error', (event) => {
        event.preventDefault()
        void endEmbedder()
      })
      spawned.postMessage({ port: channel.port1 }, [channel.port1])
      const { runtime, graph, weights } = files
      const answer = await personalizer.call((facade) => facade.attachEmbedder(transfer(channel.port2, [channel.port2]), backend, transfer(files, [runtime, graph, ...(weights === undefined ? [] : [weights.bytes])])), 150_000)
      if (answer.status === 'ready') return answer
      await endEmbedder()
      return { status: 'failed', code: answer.code, message: answer.message }
    },
    async startSharder({ leader, helper, taskId }) {
      sharder?.terminate()
      sharder = undefined
      const keys = await Promise.all([leader, helper].map((aggregator) => dep.assets.open(new URL(`hpke_config?task_id=${taskId}`, aggregator).href)))
      const [ofLeader, ofHelper] = keys.map((key) => (key.status === 'ok' ? key.bytes : undefined))
      if (ofLeader === undefined || ofHelper === undefined) return unavailable('aggregators-silent', 'The public keys of the question’s aggregators could not be fetched; nothing was answered.')
      const spawned = await form.spawn('sharder.js', 'hearth sharder')
      if ('status' in spawned) return spawned
      sharder = spawned
      const channel = new MessageChannel()
      spawned.addEventListener('error', (event) => event.preventDefault())
      spawned.postMessage({ port: channel.port1 }, [channel.port1])
      const attached = await personalizer.call((facade) => facade.attachSharder(transfer(channel.port2, [channel.port2]), taskId, { leader: ofLeader, helper: ofHelper }))
      return attached === undefined ? { status: 'ok' } : attached
    },
    async probe() {
      for (let spare = SPARE_WORKERS; ; spare -= 1) {
        const report = await probeOnce(form, dep)
        if (report !== 'frozen') return report
        if (spare === 0) return unavailable('worker-silent', 'The probe worker froze each time it tried its ways out.')
      }
    },
    async end(message) {
      endHelpers()
      // WebKit waits for ever for a database that a worker was opening, or had a transaction on, when it was ended.
      await personalizer.leave(message, (facade) => facade.leave())
      worker.terminate()
      form.remove()
    },
    terminate(message) {
      endHelpers()
      worker.terminate()
      personalizer.end(message)
    },
  }
}

async function probeOnce(form: Form, dep: WorkerHostDep): Promise<ProbeReport | Unavailable | 'frozen'> {
  const worker = await form.spawn('worker.js', 'hearth isolation probe')
  if ('status' in worker) return worker
  const remote = createRemote<PersonalizerFacade<MessagePort>>(worker)
  try {
    return await untilFrozen(remote, remote.call((facade) => facade.probe(dep.settings.origin), START_MS))
  } finally {
    worker.terminate()
    remote.end('The probe is done.')
  }
}

async function frameForm(dep: WorkerHostDep): Promise<Form | Unavailable> {
  const personalizer = dep.assets.pinned('worker.js')
  try {
    // Making a frame holds this thread for ten milliseconds: first everything that was asked for leaves.
    await dep.assets.looked
    await new Promise((resolve) => setTimeout(resolve))
    const frame = await createFrame()
    return {
      form: 'frame',
      attached: () => frame.attached,
      remove: () => frame.remove(),
      async spawn(file, name) {
        // One copy of the bytes serves every worker of this file.
        const asset = await (file === 'worker.js' ? personalizer : dep.assets.pinned(file))
        if (asset.status !== 'ok') return unavailable(asset.code, asset.message)
        try {
          return frame.spawn(asset.bytes, name)
        } catch (error) {
          return blocked(error)
        }
      },
    }
  } catch (error) {
    return blocked(error)
  }
}

function headerForm(dep: WorkerHostDep): Form {
  return {
    form: 'header',
    attached: () => true,
    remove: () => undefined,
    async spawn(file, name) {
      try {
        const url = new URL(file, dep.base).href
        return new Worker(scriptUrl(url), { type: 'module', name })
      } catch (error) {
        return blocked(error)
      }
    },
  }
}

function blocked(error: unknown): Unavailable {
  return unavailable('worker-blocked', `The browser did not start the worker (${error instanceof Error ? error.name : 'unknown'}): the page's policy forbids it.`)
}

type Failed = Extract<EmbedderStart, { status: 'failed' }>

async function embedderFiles({ assets, encoder }: WorkerHostDep, backend: EmbedderBackend, heard?: Heard): Promise<EmbedderFiles | Failed> {
  return typeof encoder === 'string' ? shippedFiles(assets, encoder, backend, heard) : siteFiles(assets, encoder, backend, heard)
}

async function shippedFiles(assets: Assets, encoder: ShippedEncoder, backend: EmbedderBackend, heard?: Heard): Promise<EmbedderFiles | Failed> {
  const paths = SHIPPED[encoder]
  const one = together(5, heard)
  const get = (path: string): Promise<Asset> => assets.pinned(`assets/${path}`, one())
  const [runtime, graph, weights, tokenizer, canary] = await Promise.all([get(SHIPPED.runtime[backend]), get(paths[backend]), get(paths.weights), get(paths.tokenizer), get(paths.canary)])
  for (const asset of [runtime, graph, weights, tokenizer, canary]) if (asset.status !== 'ok') return asset
  const bytes = (asset: Asset): ArrayBuffer => (asset.status === 'ok' ? asset.bytes : new ArrayBuffer(0))
  const text = (asset: Asset): string => new TextDecoder().decode(bytes(asset))
  return { runtime: bytes(runtime), graph: bytes(graph), weights: { name: fileName(paths.weights), bytes: bytes(weights) }, tokenizer: text(tokenizer), canary: text(canary) }
}

/** ONNX Runtime is ours, the rest is the site's. */
async function siteFiles(assets: Assets, folder: Assets, backend: EmbedderBackend, heard?: Heard): Promise<EmbedderFiles | Failed> {
  const one = together(2, heard)
  const [runtime, fetched] = await Promise.all([assets.pinned(`assets/${SHIPPED.runtime[backend]}`, one()), fetchSiteModel(folder, ['tokenizer.json', 'canary.json'], one)])
  if (runtime.status !== 'ok') return runtime
  if (fetched.status !== 'ok') return fetched
  const { json, graph, weights, texts } = fetched.model
  return { runtime: runtime.bytes, graph, ...(weights === undefined ? {} : { weights }), tokenizer: texts['tokenizer.json'] ?? '', canary: texts['canary.json'] ?? '', model: json }
}
