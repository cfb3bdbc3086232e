import { Task } from '@divviup/dap'
import { Prio3Histogram } from '@divviup/prio3'
import { AeadId, CipherSuite, KdfId, KemId } from 'hpke-js'
import { describe, expect, it } from 'vitest'
import { MICRO } from '../micro-epsilon.js'
import { seededRandom } from '../testing/seeded-random.js'
import { dapCells, LEAST_BATCH } from './dap-estimate.js'
import { discreteLaplace, drawLaplace, laplaceVariance, noiseScale } from './discrete-laplace.js'
import { PRIO3_HISTOGRAM_0 as vector } from './testing/prio3-histogram-vector.js'

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const unhex = (text: string): Buffer => Buffer.from(text, 'hex')

describe('Prio3Histogram', () => {
  it('comes out as the draft’s test vector says, share by share', async () => {
    const vdaf = new Prio3Histogram({ shares: 2, length: vector.length, chunkLength: vector.chunkLength })
    const run = await vdaf.run({ aggregationParameter: null, measurements: [vector.measurement], nonces: [unhex(vector.nonce)], rands: [unhex(vector.rand)], verifyKey: unhex(vector.verifyKey) })
    expect(run.agg_result).toEqual(vector.aggResult)
    expect(run.agg_shares).toEqual(vector.aggShares)
    expect(run.prep[0]).toMatchObject({ input_shares: vector.inputShares, public_share: vector.publicShare, prep_messages: [vector.prepMessage], prep_shares: [vector.prepShares] })
  })
})

const LENGTH = 5
const CHUNK = 2
const SEED = 16
/** Bytes of a field element of Prio3Histogram. */
const ELEMENT = 16

/** One of two aggregators: a key pair of its own, and what it opens with it. */
async function aggregator(id: number, role: number) {
  const suite = new CipherSuite({ kem: KemId.DhkemX25519HkdfSha256, kdf: KdfId.HkdfSha256, aead: AeadId.Aes128Gcm })
  const pair = await suite.kem.generateKeyPair()
  const publicKey = Buffer.from(await suite.kem.serializePublicKey(pair.publicKey))
  const config = Buffer.concat([Buffer.of(id), uint16(0x20), uint16(1), uint16(1), opaque16(publicKey)])
  return {
    configList: opaque16(config),
    async open(taskId: Buffer, report: Opened): Promise<Buffer> {
      const sealed = role === 2 ? report.leader : report.helper
      const recipient = await suite.createRecipientContext({ recipientKey: pair.privateKey, enc: new Uint8Array(sealed.context).buffer, info: new Uint8Array(Buffer.concat([Buffer.from('dap-09 input share'), Buffer.of(1, role)])).buffer })
      const aad = Buffer.concat([taskId, report.metadata, opaque32(report.publicShare)])
      const plain = Buffer.from(await recipient.open(new Uint8Array(sealed.payload).buffer, new Uint8Array(aad).buffer))
      // No extensions, then the payload with its length.
      expect(plain.readUInt16BE(0)).toBe(0)
      return plain.subarray(6, 6 + plain.readUInt32BE(2))
    },
  }
}

interface Opened {
  readonly metadata: Buffer
  readonly nonce: Buffer
  readonly publicShare: Buffer
  readonly leader: { readonly context: Buffer; readonly payload: Buffer }
  readonly helper: { readonly context: Buffer; readonly payload: Buffer }
}

const uint16 = (value: number): Buffer => Buffer.of(value >> 8, value & 255)
const opaque16 = (bytes: Buffer): Buffer => Buffer.concat([uint16(bytes.length), bytes])
const opaque32 = (bytes: Buffer): Buffer => Buffer.concat([Buffer.of(0, 0), uint16(bytes.length), bytes])

/** A DAP-09 report as it is uploaded: id and time, public share, then a sealed share for each aggregator. */
function parseReport(bytes: Buffer): Opened {
  let at = 0
  const take = (length: number): Buffer => bytes.subarray(at, (at += length))
  const sized = (): Buffer => take(take(4).readUInt32BE(0))
  const metadata = take(24)
  const publicShare = sized()
  const share = () => {
    take(1)
    const context = take(take(2).readUInt16BE(0))
    return { context, payload: sized() }
  }
  const [leader, helper] = [share(), share()]
  expect(at).toBe(bytes.length)
  return { metadata, nonce: metadata.subarray(0, 16), publicShare, leader, helper }
}

/** Two aggregators and a client of the library between them; no network. */
async function pair() {
  const [leader, helper] = await Promise.all([aggregator(1, 2), aggregator(2, 3)])
  const taskId = Buffer.alloc(32, 7)
  const client = new Task({ type: 'histogram', length: LENGTH, chunkLength: CHUNK, id: taskId, leader: 'https://leader.test/', helper: 'https://helper.test/', timePrecisionSeconds: 604_800 })
  client.fetch = ((url: string) => Promise.resolve(new Response(new Uint8Array((url.includes('leader') ? leader : helper).configList), { headers: { 'content-type': 'application/dap-hpke-config-list' } }))) as typeof fetch
  const vdaf = new Prio3Histogram({ shares: 2, length: LENGTH, chunkLength: CHUNK })
  const verifyKey = Buffer.alloc(SEED, 3)

  /** Both verify a report together; their output shares, or a refusal by throwing. */
  const verify = async (report: Opened) => {
    const [left, right] = await Promise.all([leader.open(taskId, report), helper.open(taskId, report)])
    // Each has its own public share: preparation writes into it, and a shared one would hide that it was tampered with.
    const own = () => ({ jointRandParts: [report.publicShare.subarray(0, SEED), report.publicShare.subarray(SEED)].map((part) => Buffer.from(part)) })
    const proofAt = left.length - SEED - vdaf.flp.proofLen * ELEMENT
    const leaderShare = { measurementShare: vdaf.flp.field.decode(left.subarray(0, proofAt)), proofsShare: vdaf.flp.field.decode(left.subarray(proofAt, left.length - SEED)), wireMeasurementShare: left.subarray(0, proofAt), wireProofShare: left.subarray(proofAt, left.length - SEED), blind: left.subarray(left.length - SEED) }
    const helperShare = await expanded(vdaf, right)
    const states = [await vdaf.prepareInit(verifyKey, 0, null, report.nonce, own(), leaderShare), await vdaf.prepareInit(verifyKey, 1, null, report.nonce, own(), helperShare)]
    const message = await vdaf.unshardPreparationShares(null, states.map(({ preparationShare }) => preparationShare))
    return states.map(({ preparationState }) => {
      const next = vdaf.prepareNext(preparationState, message)
      if (!('outputShare' in next)) throw new Error('one round')
      return next.outputShare
    })
  }
  return { client, verify, vdaf }
}

/** A helper's share travels as two seeds; it is expanded as VDAF-08 says (usage, id of the algorithm, share 1). */
async function expanded(vdaf: Prio3Histogram, wire: Buffer) {
  const [measurementSeed, proofSeed, blind] = [0, 1, 2].map((part) => wire.subarray(part * SEED, (part + 1) * SEED))
  if (measurementSeed === undefined || proofSeed === undefined || blind === undefined) throw new Error('three seeds')
  const tag = (usage: number): Buffer => vdaf.domainSeparationTag(usage)
  const measurementShare = await vdaf.xof.expandIntoVec(vdaf.flp.field, measurementSeed, tag(1), Buffer.of(1), vdaf.flp.measurementLen)
  const proofsShare = await vdaf.xof.expandIntoVec(vdaf.flp.field, proofSeed, tag(2), Buffer.of(1, 1), vdaf.flp.proofLen)
  return { measurementShare, proofsShare, wireMeasurementShare: measurementSeed, wireProofShare: proofSeed, blind }
}

describe('a pair of aggregators', () => {
  it('opens, verifies and adds what the client library sends: exact one-hot answers', async () => {
    const { client, verify, vdaf } = await pair()
    const truths = [0, 2, 2, 4, 2, 0]
    const outputs = await Promise.all(truths.map(async (truth) => verify(parseReport((await client.generateReport(truth)).encode()))))
    const sums = [0, 1].map((side) => vdaf.aggregate(null, outputs.map((shares) => shares[side] ?? [])))
    expect(vdaf.unshard(null, sums, truths.length).map(Number)).toEqual([2, 0, 3, 0, 1])
  })

  it('refuses a share, a public share or a report id that was tampered with', async () => {
    const { client, verify } = await pair()
    const report = parseReport((await client.generateReport(1)).encode())
    await expect(verify(report)).resolves.toHaveLength(2)
    const flipped = (bytes: Buffer, at = 0): Buffer => Buffer.from(bytes.map((byte, index) => (index === at ? byte ^ 1 : byte)))
    await expect(verify({ ...report, leader: { ...report.leader, payload: flipped(report.leader.payload, 40) } })).rejects.toThrow()
    await expect(verify({ ...report, publicShare: flipped(report.publicShare) })).rejects.toThrow()
    await expect(verify({ ...report, metadata: flipped(report.metadata) })).rejects.toThrow()
  })

  it('refuses a share that was sealed anew after a change: the proof does not fit', async () => {
    const { vdaf } = await pair()
    const nonce = Buffer.alloc(16, 1)
    const { publicShare, inputShares } = await vdaf.shard(1, nonce, Buffer.alloc(vdaf.randSize, 5))
    const [leader, helper] = inputShares
    if (leader === undefined || helper === undefined) throw new Error('two shares')
    const verify = async (measurementShare: bigint[]) => {
      const own = () => ({ jointRandParts: publicShare.jointRandParts.map((part) => Buffer.from(part)) })
      const states = [await vdaf.prepareInit(Buffer.alloc(SEED), 0, null, nonce, own(), { ...leader, measurementShare }), await vdaf.prepareInit(Buffer.alloc(SEED), 1, null, nonce, own(), helper)]
      return vdaf.unshardPreparationShares(null, states.map(({ preparationShare }) => preparationShare))
    }
    await expect(verify(leader.measurementShare)).resolves.toBeDefined()
    // Two votes for one bucket.
    await expect(verify(leader.measurementShare.map((element, at) => (at === 1 ? element + 1n : element)))).rejects.toThrow('Verify error')
  })
})

describe('the noise of an aggregator', () => {
  it('has scale 2/ε, exactly', () => {
    expect(noiseScale(MICRO)).toEqual({ t: 2, s: 1 })
    expect(noiseScale(500_000)).toEqual({ t: 4, s: 1 })
    expect(noiseScale(300_000)).toEqual({ t: 20, s: 3 })
  })

  it('falls off by exactly e^(−ε/2) a step, symmetric about zero (chi-square, seeded)', () => {
    const scale = noiseScale(MICRO)
    const random = seededRandom(4)
    const n = 60_000
    const counts = new Map<number, number>()
    for (let draw = 0; draw < n; draw += 1) {
      const value = discreteLaplace(scale, random)
      counts.set(value, (counts.get(value) ?? 0) + 1)
    }
    const decay = Math.exp(-0.5)
    let chiSquare = 0
    for (let value = -10; value <= 10; value += 1) {
      const expected = (n * (1 - decay) * decay ** Math.abs(value)) / (1 + decay)
      chiSquare += ((counts.get(value) ?? 0) - expected) ** 2 / expected
    }
    // 21 degrees: 99.9 % lie below 46.8.
    expect(chiSquare).toBeLessThan(46.8)
    const variance = [...counts].reduce((sum, [value, count]) => sum + value ** 2 * count, 0) / n
    expect(variance / laplaceVariance(scale)).toBeCloseTo(1, 1)
  })

  it('keeps the ratio of neighbouring sums at e^ε, as exact laws of its draws cut at a depth', () => {
    // Every course of at most nine draws at scale 2: one step is e^(−1/2) up to what longer courses would add.
    const weights = new Map<number, number>()
    const walk = (path: readonly number[], chance: number): void => {
      let at = 0
      let wanted = 0
      try {
        const value = drawLaplace({ t: 2, s: 1 }, (n) => {
          const known = path[at]
          at += 1
          if (known !== undefined) return known
          wanted = n
          throw new Error('deeper')
        })
        weights.set(value, (weights.get(value) ?? 0) + chance)
      } catch {
        if (path.length < 9) for (let next = 0; next < wanted; next += 1) walk([...path, next], chance / wanted)
      }
    }
    walk([], 1)
    expect((weights.get(1) ?? 0) / (weights.get(0) ?? 1)).toBeCloseTo(Math.exp(-0.5), 1)
    expect(weights.get(1)).toBeCloseTo(weights.get(-1) ?? 0, 9)
  })
})

describe('estimates over DAP', () => {
  it('cover the truth at their rate, with both noises in the interval', () => {
    const random = seededRandom(8)
    const scale = noiseScale(MICRO)
    const [n, truth] = [285, [120, 100, 45, 15, 5]]
    let covered = 0
    const runs = 600
    for (let run = 0; run < runs; run += 1) {
      const sums = truth.map((count) => count + discreteLaplace(scale, random) + discreteLaplace(scale, random))
      const read = dapCells(['a', 'b', 'c', 'd', 'nothing'], sums, n, MICRO)
      if (read.status !== 'ok') throw new Error('enough reports')
      covered += read.cells.filter(({ low, high }, at) => low <= (truth[at] ?? 0) / n && (truth[at] ?? 0) / n <= high).length
    }
    // These counts are fixed, so the sampling part of the interval is to spare.
    expect(covered / (runs * truth.length)).toBeGreaterThan(0.94)
  })

  it('refuses a batch of fewer than a hundred', () => {
    expect(dapCells(['a', 'nothing'], [40, 59], LEAST_BATCH - 1, MICRO)).toEqual({ status: 'too-few', needed: 100 })
  })
})

it('writes bytes as the draft does', () => {
  expect(hex(opaque16(Buffer.of(1, 2)))).toBe('00020102')
})
