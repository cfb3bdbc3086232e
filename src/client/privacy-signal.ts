/**
 * Global Privacy Control as the browser says it now. Anything but an absent or false value is a signal, and a reading
 * that fails denies for the rest of this load; absent is no signal.
 */
export function createPrivacySignal(): () => boolean {
  let failed = false
  return () => {
    try {
      return Boolean(Reflect.get(navigator, 'globalPrivacyControl')) || failed
    } catch {
      failed = true
      return true
    }
  }
}
