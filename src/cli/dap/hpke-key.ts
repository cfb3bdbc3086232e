import { AeadId, CipherSuite, KdfId, KemId } from 'hpke-js'
import { opaque16, uint16, uint8, type WireReader } from './wire.js'

/** A key pair for HPKE as DAP uses it by default: X25519, HKDF-SHA256, AES-128-GCM. Both keys in base64url. */
export interface HpkeKey {
  readonly id: number
  readonly publicKey: string
  readonly privateKey: string
}

export interface HpkeSealed {
  readonly configId: number
  readonly encapsulated: Buffer
  readonly payload: Buffer
}

const suite = new CipherSuite({ kem: KemId.DhkemX25519HkdfSha256, kdf: KdfId.HkdfSha256, aead: AeadId.Aes128Gcm })

const decoded = (text: string): Buffer => Buffer.from(text, 'base64url')
const exact = (bytes: Buffer): ArrayBuffer => new Uint8Array(bytes).buffer

export async function newHpkeKey(id = 1): Promise<HpkeKey> {
  const pair = await suite.kem.generateKeyPair()
  const [publicKey, privateKey] = [await suite.kem.serializePublicKey(pair.publicKey), await suite.kem.serializePrivateKey(pair.privateKey)]
  return { id, publicKey: Buffer.from(publicKey).toString('base64url'), privateKey: Buffer.from(privateKey).toString('base64url') }
}

/** The list of one key that an aggregator publishes. */
export function configList({ id, publicKey }: HpkeKey): Buffer {
  return opaque16(Buffer.concat([uint8(id), uint16(KemId.DhkemX25519HkdfSha256), uint16(KdfId.HkdfSha256), uint16(AeadId.Aes128Gcm), opaque16(decoded(publicKey))]))
}

export async function open({ privateKey }: HpkeKey, { encapsulated, payload }: HpkeSealed, info: Buffer, aad: Buffer): Promise<Buffer> {
  const recipientKey = await suite.kem.deserializePrivateKey(exact(decoded(privateKey)))
  return Buffer.from(await suite.open({ recipientKey, enc: exact(encapsulated), info: exact(info) }, exact(payload), exact(aad)))
}

export async function seal({ id, publicKey }: Pick<HpkeKey, 'id' | 'publicKey'>, plain: Buffer, info: Buffer, aad: Buffer): Promise<HpkeSealed> {
  const recipientPublicKey = await suite.kem.deserializePublicKey(exact(decoded(publicKey)))
  const { enc, ct } = await suite.seal({ recipientPublicKey, info: exact(info) }, exact(plain), exact(aad))
  return { configId: id, encapsulated: Buffer.from(enc), payload: Buffer.from(ct) }
}

export function readSealed(reader: WireReader): HpkeSealed {
  return { configId: reader.uint8(), encapsulated: reader.opaque16(), payload: reader.opaque32() }
}
