import type { Lexicon } from '../text/lexicon.js'
import type { Shelved } from './shelf.js'
import type { Read, Taste } from './taste.js'

/** The sentences a visitor reads under "why this?". One function a kind, so that they can be reviewed in one place. */
const MOST_WORDS = 3

export function meaningText(weight: number, nearest: Read | undefined, taste: Taste): string {
  if (nearest === undefined) return taste.chosen.length === 0 || weight < 0 ? 'Compared with what you read' : 'Close to the topics you chose'
  const { title } = nearest.engagement.item
  if (weight < 0) return `Further from what you read than most; nearest is “${title}”`
  return nearest.engagement.liked ? `Because you liked “${title}”` : `Because you read “${title}”`
}

export function categoryText(category: string, taste: Taste): string {
  if (taste.picked(category)) return `You chose ${category}`
  if (taste.liked.length === 0) return taste.share(category) > 0 ? `Readers here turn to ${category}` : `Few readers here turn to ${category}`
  const share = taste.weight === 0 ? 0 : (taste.categories.get(category) ?? 0) / taste.weight
  return share === 0 ? `You have read nothing in ${category} so far` : `${String(Math.round(share * 100))}% of what you read is in ${category}`
}

export function wordsText(candidate: Shelved | undefined, taste: Taste, lexicon: Lexicon): string {
  const shared: { readonly term: number; readonly part: number }[] = []
  candidate?.words.terms.forEach((term, i) => {
    const part = (candidate.words.weights[i] ?? 0) * (taste.words.get(term) ?? 0)
    if (part > 0) shared.push({ term, part })
  })
  if (shared.length === 0) return 'Shares no particular words with what you read'
  const words = shared
    .sort((a, b) => b.part - a.part || a.term - b.term)
    .slice(0, MOST_WORDS)
    .map(({ term }) => `“${lexicon.word(term)}”`)
  return `Mentions ${words.join(', ')}, as what you read does`
}

export function togetherText(weight: number, nearest: Read | undefined): string {
  if (weight < 0 || nearest === undefined) return 'Readers of what you read seldom turn to this'
  return `Readers of “${nearest.engagement.item.title}” turn to this too`
}

export function popularityText(weight: number): string {
  return weight < 0 ? 'Less popular with all readers than the rest' : 'Popular with all readers'
}

export function hideText(nearest: Read | undefined): string {
  return nearest === undefined ? 'You hid this' : `Similar to “${nearest.engagement.item.title}”, which you hid`
}

export const READ_TEXT = 'You have already read this'
export const HIDDEN_TEXT = 'You hid this'

export function queryText(query: string, by: 'meaning' | 'words'): string {
  return by === 'meaning' ? `Close in meaning to “${query}”` : `Has words of “${query}”`
}
