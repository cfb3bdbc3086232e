/** The row of each piece. */
export interface PieceRows {
  readonly size: number
  get(piece: string): number | undefined
}

/**
 * A vocabulary with one piece a line (line number = row; where a piece stands twice, its first). The text stays as it is
 * and a table of hashes points into it: filling a Map with the strings takes twice as long, and the first vector waits.
 */
export function openVocabulary(vocab: string): PieceRows {
  const starts = startsOf(vocab)
  const size = starts.length - 1
  const lengthOf = (row: number): number => (starts[row + 1] ?? 0) - (starts[row] ?? 0) - 1
  const mask = 2 ** (32 - Math.clz32(2 * size)) - 1
  // Row + 1, so that 0 is an empty place.
  const places = new Int32Array(mask + 1)
  for (let row = 0; row < size; row++) {
    let place = hashOf(vocab, starts[row] ?? 0, lengthOf(row)) & mask
    while (places[place] !== 0) place = (place + 1) & mask
    places[place] = row + 1
  }
  return {
    size,
    get(piece) {
      for (let place = hashOf(piece, 0, piece.length) & mask; ; place = (place + 1) & mask) {
        const row = (places[place] ?? 0) - 1
        if (row < 0) return undefined
        if (lengthOf(row) === piece.length && vocab.startsWith(piece, starts[row])) return row
      }
    },
  }
}

/** Where each line begins, and where one more would. */
function startsOf(vocab: string): readonly number[] {
  const starts = [0]
  for (let end = vocab.indexOf('\n'); end >= 0; end = vocab.indexOf('\n', end + 1)) starts.push(end + 1)
  if (!vocab.endsWith('\n')) starts.push(vocab.length + 1)
  return starts
}

/** FNV-1a over UTF-16 units. */
function hashOf(text: string, start: number, length: number): number {
  let hash = 0x811c9dc5
  for (let i = start; i < start + length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash
}
