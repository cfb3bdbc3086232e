const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const VALUES: ReadonlyMap<string, number> = new Map([...ALPHABET].map((letter, value) => [letter, value]))

/** Base64 (RFC 4648, padded). The core has neither `btoa` nor `Buffer`. */
export function toBase64(bytes: Uint8Array): string {
  const parts: string[] = []
  for (let i = 0; i < bytes.length; i += 3) {
    const word = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0)
    const letters = [18, 12, 6, 0].map((shift) => ALPHABET.charAt((word >> shift) & 63))
    const left = bytes.length - i
    parts.push(left >= 3 ? letters.join('') : `${letters.slice(0, left + 1).join('')}${'='.repeat(3 - left)}`)
  }
  return parts.join('')
}

/** The bytes of a base64 text; undefined where it is none. */
export function fromBase64(text: string): Uint8Array | undefined {
  if (text.length % 4 !== 0) return undefined
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0
  const bytes = new Uint8Array((text.length / 4) * 3 - padding)
  for (let i = 0, at = 0; i < text.length; i += 4) {
    let word = 0
    for (let k = 0; k < 4; k++) {
      const letter = text.charAt(i + k)
      const value = letter === '=' && i + k >= text.length - padding ? 0 : VALUES.get(letter)
      if (value === undefined) return undefined
      word = (word << 6) | value
    }
    for (let k = 2; k >= 0 && at < bytes.length; k--) bytes[at++] = (word >> (8 * k)) & 255
  }
  return bytes
}
