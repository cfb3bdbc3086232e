const WORD = /[\p{L}\p{N}][\p{L}\p{M}\p{N}]*/gu
/** Nothing but ASCII and typographic punctuation (dashes, quotation marks, dots). */
const PLAIN = /^[\0-\x7f\u2010-\u2027]*$/
/** Scripts written without spaces between words. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u

/**
 * The words of a text in any script: NFKC, lower case, runs of letters, marks and digits. Possessive `'s` falls off.
 * Where a script has no spaces, overlapping pairs of characters stand in for words.
 */
export function tokens(text: string): readonly string[] {
  if (PLAIN.test(text)) return plainTokens(text)
  const found: string[] = []
  for (const [word] of text.normalize('NFKC').toLowerCase().replace(/['’]s\b/gu, '').replace(/['’]/gu, '').matchAll(WORD)) {
    if (UNSPACED.test(word)) pairs(word, found)
    else found.push(word)
  }
  return found
}

/** The same for plain English, several times as fast: a catalog's texts are most of what a page reads before it can rank. */
function plainTokens(text: string): readonly string[] {
  return text.toLowerCase().replace(/['’]s\b/g, '').replace(/['’]/g, '').match(/[a-z0-9]+/g) ?? []
}

function pairs(word: string, found: string[]): void {
  const characters = [...word]
  if (characters.length === 1) found.push(word)
  for (let i = 1; i < characters.length; i++) found.push(`${characters[i - 1] ?? ''}${characters[i] ?? ''}`)
}
