import { resolveAddress } from '../resolve-address.js'

/** The address by which two links to one item are known to be the same: path and query on this site, whole address elsewhere, no fragment. `undefined` for anything but http and https. */
export function addressOf(href: string | null | undefined, base: string): string | undefined {
  if (href === null || href === undefined || href.trim() === '') return undefined
  const url = resolveAddress(href, base)
  if (url === undefined) return undefined
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined
  const path = url.pathname.length > 1 ? url.pathname.replace(/\/$/, '') : url.pathname
  return url.origin === new URL(base).origin ? path + url.search : url.origin + path + url.search
}

/** The first link in (or around) an element, as an address. */
export function linkOf(element: Element): string | undefined {
  const link = element.closest('a[href]') ?? element.querySelector('a[href]')
  return addressOf(link?.getAttribute('href'), element.ownerDocument.baseURI)
}

/** The page's own address: its canonical link where it names one, else where it is. */
export function pageAddress(page: Document): string | undefined {
  const canonical = page.querySelector('link[rel="canonical"]')?.getAttribute('href')
  return addressOf(canonical, page.baseURI) ?? addressOf(page.location.href, page.baseURI)
}
