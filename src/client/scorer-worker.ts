import { transfer } from 'comlink'
import type { Unavailable } from '../core/answer.js'
import { SHIPPED } from '../core/embedding/shipped.js'
import type { ScorerUse } from '../core/personalizer/scoring.js'
import type { PersonalizerFacade } from '../protocol/personalizer.js'
import type { Assets } from './assets.js'
import type { RemoteFacade } from './remote.js'
import { fetchSiteModel } from './site-model.js'

/** A site's scorer in a worker of its own, without a network, joined to the personalizer by a port. */
export interface ScorerWorker {
  start(folder: Assets): Promise<ScorerUse>
  end(): void
}

export interface ScorerWorkerDep {
  readonly assets: Assets
  readonly personalizer: RemoteFacade<PersonalizerFacade<MessagePort>>
  readonly spawn: () => Promise<Worker | Unavailable>
}

const off = (code: string, message: string): ScorerUse => ({ status: 'off', code, message })

export function createScorerWorker({ assets, personalizer, spawn }: ScorerWorkerDep): ScorerWorker {
  let worker: Worker | undefined

  const end = (): void => {
    worker?.terminate()
    worker = undefined
  }

  return {
    end,
    async start(folder) {
      const [runtime, fetched] = await Promise.all([assets.pinned(`assets/${SHIPPED.runtime.wasm}`), fetchSiteModel(folder, [], () => undefined)])
      if (runtime.status !== 'ok') return off(runtime.code, runtime.message)
      if (fetched.status !== 'ok') return off(fetched.code, fetched.message)
      const { json, graph, weights } = fetched.model
      const spawned = await spawn()
      if ('status' in spawned) return off(spawned.code, spawned.message)
      worker = spawned
      spawned.addEventListener('error', (event) => {
        event.preventDefault()
        end()
        void personalizer.call((facade) => facade.detachScorer())
      })
      const channel = new MessageChannel()
      spawned.postMessage({ port: channel.port1 }, [channel.port1])
      const files = { model: json, runtime: runtime.bytes, graph, ...(weights === undefined ? {} : { weights }) }
      const moved = [runtime.bytes, graph, ...(weights === undefined ? [] : [weights.bytes])]
      const used = await personalizer.call((facade) => facade.attachScorer(transfer(channel.port2, [channel.port2]), transfer(files, moved)), 90_000)
      if (used.status === 'on') return used
      end()
      return used.status === 'off' ? used : off(used.code, used.message)
    },
  }
}
