import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readLanguage, readSentences } from './read-language.js'
import { ENGLISH, inEnglish, wordBy } from './wording.js'

const folder = new URL('../../../public/languages/', import.meta.url)
const files = readdirSync(folder).filter((name) => name.endsWith('.json'))
const blanks = (sentence: string): readonly string[] => (sentence.match(/\{\w+\}/g) ?? []).sort()

describe('the language files', () => {
  it('are those that the page asks for', () => {
    expect(files).toEqual(['ar.json', 'de.json', 'es.json', 'fr.json'])
  })

  it.each(files)('%s says everything that English says, with the same blanks, and that nobody has reviewed it yet', (name) => {
    const read = readLanguage(readFileSync(new URL(name, folder), 'utf8'))
    if (read.status !== 'ok') throw new Error(read.message)
    expect(`${read.language}.json`).toBe(name)
    expect(read.reviewed).toBe(false)
    expect(Object.keys(read.reasons).sort()).toEqual(Object.keys(ENGLISH).sort())
    for (const [code, sentence] of Object.entries(ENGLISH)) {
      const theirs = Object.entries(read.reasons).find(([one]) => one === code)?.[1] ?? ''
      expect(blanks(theirs), code).toEqual(blanks(sentence))
      if (code !== 'between') expect(theirs, code).not.toBe(sentence)
    }
  })
})

describe('a saying', () => {
  it('is filled in word by word, and words are quoted as the language quotes', () => {
    expect(inEnglish({ code: 'words', values: { words: ['moon', 'ice'] } })).toBe('Mentions “moon”, “ice”, as what you read does')
    expect(wordBy({ words: 'Nennt {words}', quoted: '„{word}“' })({ code: 'words', values: { words: ['Mond', 'Eis'] } })).toBe('Nennt „Mond“, „Eis“')
  })

  it('takes a title as it is, even one that looks like a blank or a pattern', () => {
    expect(inEnglish({ code: 'meaning-read', values: { title: '$& {share} $1' } })).toBe('Because you read “$& {share} $1”')
    expect(inEnglish({ code: 'words', values: { words: ['$&'] } })).toContain('“$&”')
  })

  it('is English where a table has no sentence, and the site’s own words stand over ours', () => {
    expect(wordBy({})({ code: 'read' })).toBe('You have already read this')
    expect(wordBy(readSentences({ read: 'Read it', unknown: 'x', popular: 7, hidden: '' }))({ code: 'read' })).toBe('Read it')
    expect(readSentences({ read: 'Read it', unknown: 'x', popular: 7, hidden: '', words: 'x'.repeat(301) })).toEqual({ read: 'Read it' })
    for (const none of [undefined, null, 'text', [], 3]) expect(readSentences(none)).toEqual({})
  })
})

describe('a file that is none', () => {
  it.each(['', '{', '[]', '{"language":"de"}', '{"language":"de","reviewed":"no","reasons":{}}'])('%s is refused with a way out', (json) => {
    expect(readLanguage(json)).toMatchObject({ status: 'unavailable', code: 'language-unreadable' })
  })
})
