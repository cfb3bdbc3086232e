import type { Page } from '@playwright/test'

/** What the page's own document says of the installation. Addresses are absolute. */
export interface Installed {
  readonly script: string | undefined
  readonly assets: string | undefined
  readonly catalog: string | undefined
  readonly collector: string | undefined
  readonly consent: string
  readonly mode: string
  /** `engine`, `queue` where the script never ran, or `none`. */
  readonly global: 'engine' | 'queue' | 'none'
  readonly secure: boolean
  readonly items: number
  readonly slots: readonly { readonly name: string; readonly lazyImages: number }[]
  readonly metaPolicies: readonly string[]
  readonly banner: boolean
}

/** Reads the tag, the settings block and the marked-up page. */
export function readInstalled(page: Page): Promise<Installed> {
  return page.evaluate(() => {
    const scripts = [...document.scripts]
    const tag = scripts.find((script) => script.hasAttribute('data-hearth')) ?? scripts.find((script) => /(^|\/)hearth[^/]*\.js(\?|$)/.test(script.src))
    const block: Record<string, unknown> = (() => {
      try {
        return Object(JSON.parse(document.querySelector('script#hearth-config')?.textContent ?? '{}')) as Record<string, unknown>
      } catch {
        return {}
      }
    })()
    const setting = (name: string): string | undefined => {
      const value = tag?.dataset[name] ?? block[name]
      return typeof value === 'string' && value !== '' ? value : undefined
    }
    const absolute = (address: string | undefined, folder: boolean): string | undefined => {
      if (address === undefined) return undefined
      const { href } = new URL(address, document.baseURI)
      return folder && !href.endsWith('/') ? `${href}/` : href
    }
    const src = tag === undefined || tag.src === '' ? undefined : tag.src
    const hearth: unknown = Reflect.get(window, 'hearth')
    const slots = [...document.querySelectorAll('[data-hearth-slot]')]
    return {
      script: src,
      assets: absolute(setting('assets'), true) ?? (src === undefined ? undefined : new URL('.', src).href),
      catalog: absolute(setting('catalog'), true),
      collector: absolute(setting('collector'), true),
      consent: setting('consent') ?? 'banner',
      mode: setting('mode') ?? 'reorder',
      global: Array.isArray(hearth) ? ('queue' as const) : typeof hearth === 'object' && hearth !== null ? ('engine' as const) : ('none' as const),
      secure: isSecureContext,
      items: document.querySelectorAll('[data-hearth-item]').length,
      slots: slots.map((slot) => ({ name: slot.getAttribute('data-hearth-slot') ?? '', lazyImages: slot.querySelectorAll('img[loading="lazy"]').length })),
      metaPolicies: [...document.querySelectorAll('meta[http-equiv="Content-Security-Policy" i]')].map((meta) => meta.getAttribute('content') ?? ''),
      banner: document.querySelector('hearth-consent')?.shadowRoot?.querySelector('section') != null,
    }
  })
}
