import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const read = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8')

interface Story {
  readonly id: string
  readonly title: string
  readonly text: string
  readonly category: string
  readonly tags: readonly string[]
  readonly url: string
  readonly provider: string
  readonly publishedAt: string
  readonly author: string
}

const stories: readonly Story[] = read('items.jsonl').trim().split('\n').map((row): Story => JSON.parse(row))
const byId = new Map(stories.map((story) => [story.id, story]))

function tally(key: (story: Story) => string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const story of stories) counts.set(key(story), (counts.get(key(story)) ?? 0) + 1)
  return counts
}

const section = (heading: string): string => read('README.md').split(`## ${heading}`)[1]?.split('\n## ')[0] ?? ''
const pairs = [...section('Near-duplicates').matchAll(/`([a-z0-9-]+)` \/ `([a-z0-9-]+)`/g)]
const bridges = [...section('Bridges').matchAll(/`([a-z0-9-]+)` \(([a-z]+), ([a-z]+)\)/g)]

describe('the stories of the magazine', () => {
  it('are at least 320, in at least 13 categories of 20 or more', () => {
    const counts = tally((story) => story.category)
    expect(stories.length).toBeGreaterThanOrEqual(320)
    expect(counts.size).toBeGreaterThanOrEqual(13)
    for (const count of counts.values()) expect(count).toBeGreaterThanOrEqual(20)
  })

  it('have an id, a title and a summary of their own', () => {
    for (const own of [tally((story) => story.id), tally((story) => story.title), tally((story) => story.text)]) expect(own.size).toBe(stories.length)
    for (const story of stories) expect(story.id).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+)*$/)
  })

  it('have every field, and no other', () => {
    const fields = ['author', 'category', 'id', 'provider', 'publishedAt', 'tags', 'text', 'title', 'url']
    for (const story of stories) {
      expect(Object.keys(story).sort()).toEqual(fields)
      expect(story.url).toBe(`/story/${story.id}`)
      expect(story.category).toBe(story.category.toLowerCase())
      expect(story.author.length).toBeGreaterThan(4)
    }
  })

  it('have a summary of 30 to 50 words and two to four lower-case tags', () => {
    for (const story of stories) {
      const words = story.text.split(/\s+/).length
      expect(words >= 30 && words <= 50, `${story.id}: ${String(words)} words`).toBe(true)
      expect(story.tags.length >= 2 && story.tags.length <= 4, story.id).toBe(true)
      for (const tag of story.tags) expect(tag).toBe(tag.toLowerCase())
    }
  })

  it('come out between 5 October and 20 November 2026', () => {
    for (const story of stories) {
      expect(new Date(story.publishedAt).toISOString().replace('.000', '')).toBe(story.publishedAt)
      expect(story.publishedAt >= '2026-10-05' && story.publishedAt < '2026-11-21', story.id).toBe(true)
    }
  })

  it('come from six desks of unequal size and from many hands', () => {
    const desks = [...tally((story) => story.provider).values()]
    expect(desks).toHaveLength(6)
    expect(Math.max(...desks)).toBeGreaterThan(4 * Math.min(...desks))
    expect(tally((story) => story.author).size).toBeGreaterThanOrEqual(24)
  })

  it('are mixed: neighbours differ in category and the first sixteen show at least thirteen', () => {
    const twins = stories.filter((story, index) => story.category === stories[index + 1]?.category)
    expect(twins.map((story) => story.id)).toEqual([])
    expect(new Set(stories.slice(0, 16).map((story) => story.category)).size).toBeGreaterThanOrEqual(13)
  })

  it('give every category at least three sub-subjects of five stories', () => {
    for (const category of tally((story) => story.category).keys()) {
      const depths = [...tally((story) => (story.category === category ? String(story.tags[0]) : '')).entries()]
      expect(depths.filter(([tag, count]) => tag !== '' && count >= 5).length, category).toBeGreaterThanOrEqual(3)
    }
  })

  it('include the near-duplicates of the README, told by two desks', () => {
    expect(pairs.length).toBeGreaterThanOrEqual(12)
    for (const [, first = '', second = ''] of pairs) {
      const [one, other] = [byId.get(first), byId.get(second)]
      expect(one?.category).toBe(other?.category)
      expect(one?.tags[0]).toBe(other?.tags[0])
      expect(one?.provider).not.toBe(other?.provider)
    }
  })

  it('include the bridges of the README, tagged with the other category', () => {
    expect(bridges.length).toBeGreaterThanOrEqual(25)
    for (const [, id = '', category, other = ''] of bridges) {
      expect(byId.get(id)?.category).toBe(category)
      expect(byId.get(id)?.tags).toContain(other)
      expect(tally((story) => story.category).has(other)).toBe(true)
    }
  })
})
