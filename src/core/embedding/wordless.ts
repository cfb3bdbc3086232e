const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u

/** True for text with no letter and no digit in any script (empty, blank, punctuation, emoji): it gets no vector from any tier. */
export function isWordless(text: string): boolean {
  return !LETTER_OR_DIGIT.test(text)
}
