import type { Asset, Assets, Heard } from './assets.js'

type Failed = Extract<Asset, { status: 'failed' }>

/** A model that the site brought: a folder made by `hearth model add`, each file checked against the folder's manifest. */
export interface SiteModel {
  /** Text of `model.json`; the worker reads it. */
  readonly json: string
  readonly graph: ArrayBuffer
  readonly weights?: { readonly name: string; readonly bytes: ArrayBuffer }
  /** The other files asked for, by name. */
  readonly texts: Readonly<Record<string, string>>
}

/** Fetches a site's model, and of its further files those that are named. `heard` gives the listener of each large file. */
export async function fetchSiteModel(folder: Assets, texts: readonly string[], heard: () => Heard | undefined): Promise<{ readonly status: 'ok'; readonly model: SiteModel } | Failed> {
  const described = await folder.pinned('model.json')
  if (described.status !== 'ok') return described
  const json = decode(described.bytes)
  const weightsName = weightsNameOf(json)
  const names = ['model.onnx', ...(weightsName === undefined ? [] : [weightsName]), ...texts]
  const assets = await Promise.all(names.map((name) => folder.pinned(name, texts.includes(name) ? undefined : heard())))
  const files = new Map<string, ArrayBuffer>()
  for (const [at, asset] of assets.entries()) {
    if (asset.status !== 'ok') return asset
    files.set(names[at] ?? '', asset.bytes)
  }
  const bytes = (name: string): ArrayBuffer => files.get(name) ?? new ArrayBuffer(0)
  return {
    status: 'ok',
    model: { json, graph: bytes('model.onnx'), ...(weightsName === undefined ? {} : { weights: { name: weightsName, bytes: bytes(weightsName) } }), texts: Object.fromEntries(texts.map((name) => [name, decode(bytes(name))])) },
  }
}

/** Only which file to fetch is read here; whether the file is right is for the worker to say. */
function weightsNameOf(json: string): string | undefined {
  try {
    const name: unknown = Reflect.get(Object(JSON.parse(json)), 'weightsName')
    return typeof name === 'string' ? name : undefined
  } catch {
    return undefined
  }
}

const decode = (bytes: ArrayBuffer): string => new TextDecoder().decode(bytes)
