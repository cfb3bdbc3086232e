import { frontPage } from './render/front-page.js'
import { layout } from './render/layout.js'
import { parseStories } from './render/story.js'
import { storyPage } from './render/story-page.js'

/** The part of Vite's plugin interface that is used. */
export interface MagazinePlugin {
  readonly name: string
  readonly enforce: 'post'
  readonly transformIndexHtml: { readonly order: 'pre'; readonly handler: (html: string, context: { readonly path: string }) => string }
  generateBundle(this: { emitFile(file: { type: 'asset'; fileName: string; source: string }): string }, options: unknown, bundle: Readonly<Record<string, { readonly type: string; readonly source?: string | Uint8Array }>>): void
}

/** Story template → the folder its pages go to, which is also what stands before a story's address. */
const TEMPLATES = [
  { template: 'story.html', base: '' },
  { template: 'strict-story.html', base: '/strict' },
  { template: 'plain-story.html', base: '/plain' },
] as const

const baseOf = (page: string): string => (page.includes('strict') ? '/strict' : page.includes('plain') ? '/plain' : '')

/** Replaces each `<!--magazine:NAME-->` by its part; an unknown name is a mistake in a page, and fails the build. */
function fillComments(html: string, kind: 'magazine' | 'story', parts: ReadonlyMap<string, string>): string {
  return html.replaceAll(new RegExp(`<!--${kind}:([\\w-]+)-->`, 'g'), (_, name: string) => {
    const part = parts.get(name)
    if (part === undefined) throw new RangeError(`no part of the ${kind} is called ${name}`)
    return part
  })
}

/** Fills the demo's pages with the magazine and writes one page a story from each story template. */
export function magazinePages(itemsJsonl: string): MagazinePlugin {
  const stories = parseStories(itemsJsonl)
  return {
    name: 'hearth:magazine-pages',
    enforce: 'post',
    transformIndexHtml: {
      order: 'pre',
      handler: (html, { path }) => fillComments(layout(html), 'magazine', frontPage(stories, baseOf(path))),
    },
    generateBundle(_, bundle) {
      for (const { template, base } of TEMPLATES) {
        const source = bundle[template]?.source
        if (typeof source !== 'string') continue
        for (const story of stories) {
          this.emitFile({ type: 'asset', fileName: `${base.slice(1)}${base === '' ? '' : '/'}story/${story.id}.html`, source: fillComments(source, 'story', storyPage(story, stories, base)) })
        }
      }
    },
  }
}
