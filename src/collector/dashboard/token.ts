const KEY = 'hearth-collector-token'

/**
 * The token that opens the results: put into the page by a collector that shows them to everyone, else from the
 * address after `#token=` (which is then taken out of the address), else from earlier in this tab.
 */
export function presentToken(): string | undefined {
  const embedded = document.querySelector<HTMLMetaElement>('meta[name="hearth-token"]')?.content
  if (embedded !== undefined && embedded !== '') return embedded
  const given = new URLSearchParams(location.hash.slice(1)).get('token')
  if (given !== null && given !== '') {
    rememberToken(given)
    history.replaceState(null, '', location.pathname)
    return given
  }
  return remembered(() => sessionStorage.getItem(KEY)) ?? undefined
}

/** Keeps the token for this tab only. */
export function rememberToken(token: string): void {
  remembered(() => sessionStorage.setItem(KEY, token))
}

export function forgetToken(): void {
  remembered(() => sessionStorage.removeItem(KEY))
}

/** Storage may be refused; the token then lives as long as the page. */
function remembered<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch {
    return undefined
  }
}
