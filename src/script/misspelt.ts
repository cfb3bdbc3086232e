import { distance } from 'fastest-levenshtein'
import { LATER_SETTINGS } from './later-settings.js'
import { settingName } from './read-settings.js'
import { SETTINGS } from './settings.js'

const LIMITS = {
  /** Letters by which a name may differ from one of ours and still be meant for it. */
  letters: 2,
  /** Places that are named; a template's mistake is on every item of the page. */
  places: 5,
} as const

/** What a site may write on its own elements, after `data-hearth-`. */
const ATTRIBUTES = ['item', 'id', 'title', 'category', 'tags', 'price', 'published', 'provider', 'pin', 'exclude', 'slot', 'mode', 'choices']

/** What a site has written for Hearth that Hearth cannot read, each with its place: a setting in one of its `settingSources`, or an attribute of an element. */
export function misspelt(page: Document, sources: readonly object[]): readonly string[] {
  return [...settingsMisspelt(sources), ...attributesMisspelt(page)]
}

function settingsMisspelt(sources: readonly object[]): readonly string[] {
  const known = { ...LATER_SETTINGS, ...SETTINGS }
  const names = Object.keys(known)
  return sources.flatMap((source, index) => {
    const onTag = index === sources.length - 1
    return Object.entries(source).flatMap(([key, value]) => {
      const name = settingName(key)
      const place = onTag ? `data-${kebab(key)} on the tag` : `"${key}" in ${index === 0 ? '#hearth-config' : 'a configure call'}`
      if (!Object.hasOwn(known, name)) {
        const meant = nearest(name, names)
        // Other scripts put attributes of their own on every tag.
        return onTag && (meant === undefined || name === 'hearth') ? [] : [`${place} is no setting${meant === undefined ? '' : `; ${onTag ? `data-${kebab(meant)}` : `"${meant}"`} is`}.`]
      }
      const unread = [LATER_SETTINGS, SETTINGS].every((readers) => !Object.hasOwn(readers, name) || Reflect.get(readers, name)(value) === undefined)
      return unread ? [`${place} cannot be read (${JSON.stringify(value)}); it counts as not written.`] : []
    })
  })
}

function attributesMisspelt(page: Document): readonly string[] {
  // One pass by the browser itself: this runs on pages of ten thousand elements.
  const found = page.evaluate('//@*[starts-with(name(), "data-hearth-")]', page, null, XPathResult.ORDERED_NODE_SNAPSHOT_TYPE)
  const said: string[] = []
  for (let index = 0; index < found.snapshotLength && said.length < LIMITS.places; index += 1) {
    const node = found.snapshotItem(index)
    if (!(node instanceof Attr)) continue
    const name = node.name.slice('data-hearth-'.length)
    if (ATTRIBUTES.includes(name)) continue
    const meant = nearest(name, ATTRIBUTES)
    said.push(`${node.name} on ${opening(node.ownerElement)} is no attribute${meant === undefined ? '' : `; data-hearth-${meant} is`}.`)
  }
  return said
}

function nearest(name: string, names: readonly string[]): string | undefined {
  return names.map((one) => ({ one, letters: distance(one.toLowerCase(), name.toLowerCase()) })).filter(({ letters }) => letters <= LIMITS.letters).sort((a, b) => a.letters - b.letters)[0]?.one
}

const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

/** An element's opening tag, without what is inside it. */
function opening(element: Element | null): string {
  const copy = element?.cloneNode(false)
  return copy instanceof Element ? copy.outerHTML.slice(0, 200).replace(/><\/[^>]*>$/, '>') : 'an element'
}
