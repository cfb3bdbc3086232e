import type { Unavailable } from '../core/answer.js'
import { SHIPPED } from '../core/embedding/shipped.js'
import type { Item } from '../core/item.js'
import type { PriorUse } from '../core/prior/prior.js'
import type { PersonalizerFacade } from '../protocol/personalizer.js'
import type { Assets } from './assets.js'
import { languageFile } from './language-file.js'
import type { EngineSettings } from './engine-settings.js'
import type { RemoteFacade } from './remote.js'

export interface FirstFiles {
  readonly model: Awaited<ReturnType<Assets['pinned']>>
  readonly vocab: Awaited<ReturnType<Assets['pinned']>>
  readonly catalog?: { readonly json: Awaited<ReturnType<Assets['open']>>; readonly bin: Awaited<ReturnType<Assets['open']>> }
  readonly prior?: Awaited<ReturnType<Assets['open']>>
  readonly language?: Awaited<ReturnType<Assets['pinned']>>
}

/** Everything the first ranking needs, fetched while the worker starts. */
export async function fetchFirst(assets: Assets, settings: EngineSettings): Promise<FirstFiles> {
  const { catalog, prior: priorUrl } = settings
  const language = languageFile(settings.locale)
  // What is pinned first: it waits for a look into the cache, and the others can wait as long.
  const pinned = Promise.all([
    assets.pinned(`assets/${SHIPPED.static.model}`),
    assets.pinned(`assets/${SHIPPED.static.vocab}`),
    language === undefined ? undefined : assets.pinned(language),
  ])
  await assets.looked
  const [json, bin, prior] = await Promise.all([
    catalog === undefined ? undefined : assets.open(new URL('catalog.json', catalog).href),
    catalog === undefined ? undefined : assets.openInParts(new URL('catalog.bin', catalog).href),
    priorUrl === undefined ? undefined : assets.open(priorUrl),
  ])
  const [model, vocab, words] = await pinned
  return { model, vocab, ...(json === undefined || bin === undefined ? {} : { catalog: { json, bin } }), ...(prior === undefined ? {} : { prior }), ...(words === undefined ? {} : { language: words }) }
}

export interface Problem {
  readonly code: string
  readonly message: string
}

export interface First {
  readonly problems: readonly Problem[]
  readonly prior?: PriorUse
  /** The catalog's vectors are of another space than the shipped models'. */
  readonly foreign: boolean
}

/** A catalog of up to this many bytes is read while the worker tries its ways out; reading a larger one could be taken for a thread that froze. */
const MOST_MEANWHILE = 1_000_000

/** Hands the files over as they are; `started` is the answer of the worker's start, which most of them need not wait for. */
export async function attachFirst(personalizer: RemoteFacade<PersonalizerFacade<MessagePort>>, files: FirstFiles, pageItems: readonly Item[], started: Promise<unknown>): Promise<First> {
  const problems: Problem[] = []
  let foreign = false
  const note = (answer: { readonly status: string; readonly code?: string; readonly message?: string; readonly problems?: readonly string[] } | Unavailable): void => {
    if (answer.status !== 'ok') problems.push({ code: answer.code ?? 'failed', message: answer.message ?? '' })
    else if ('problems' in answer && answer.problems !== undefined && answer.problems.length > 0) problems.push({ code: 'items-skipped', message: answer.problems.join('; ') })
  }
  const { model, vocab, catalog, prior, language } = files
  if (language?.status === 'ok') note(await personalizer.call((facade) => facade.attachLanguage(new TextDecoder().decode(language.bytes))))
  else if (language !== undefined) problems.push(language)
  if (model.status === 'ok' && vocab.status === 'ok') note(await personalizer.call((facade) => facade.attachStatic(model.bytes, new TextDecoder().decode(vocab.bytes))))
  else for (const asset of [model, vocab]) if (asset.status !== 'ok') problems.push(asset)
  if (catalog !== undefined) {
    const { json, bin } = catalog
    if (json.status !== 'ok') problems.push(json)
    else {
      if (json.bytes.byteLength > MOST_MEANWHILE) await started
      const attached = await personalizer.call((facade) => facade.attachCatalog({ json: new TextDecoder().decode(json.bytes), bin: bin.status === 'ok' ? bin.bytes : undefined }))
      note(attached)
      foreign = attached.status === 'ok' && attached.shipped === false
    }
  }
  if (pageItems.length > 0) note(await personalizer.call((facade) => facade.attachPageItems(pageItems)))
  if (prior === undefined) return { problems, foreign }
  if (prior.status !== 'ok') return { problems: [...problems, prior], foreign }
  const attached = await personalizer.call((facade) => facade.attachPrior(new TextDecoder().decode(prior.bytes)))
  note(attached)
  return attached.status === 'ok' ? { problems, prior: attached.use, foreign } : { problems, foreign }
}
