/**
 * A name for the very text that a visitor was shown, for the receipt: the surface, the language, and a fingerprint of the
 * words (FNV-1a, 32 bits), so that a site can show later what was read. No secret and no proof, only a name.
 */
export function noticeName(surface: string, language: string, words: readonly string[]): string {
  let hash = 0x811c9dc5
  for (const letter of words.join('\n')) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193)
  return `${surface} ${language} ${(hash >>> 0).toString(16).padStart(8, '0')}`
}
