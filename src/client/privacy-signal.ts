/** Global Privacy Control: true where the browser sends it, and where reading it fails; absent is no signal. */
export function privacySignal(): boolean {
  try {
    return Reflect.get(navigator, 'globalPrivacyControl') === true
  } catch {
    return true
  }
}
