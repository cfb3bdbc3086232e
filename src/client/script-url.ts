interface TrustedTypePolicies {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string }
}

let policy: { createScriptURL(url: string): string } | undefined

/** Under Trusted Types the address of a script or worker goes through the policy `hearth`, which the host must allow by name. */
export function scriptUrl(url: string): string {
  const factory = Reflect.get(globalThis, 'trustedTypes') as TrustedTypePolicies | undefined
  policy ??= factory?.createPolicy('hearth', { createScriptURL: (address) => address })
  return policy?.createScriptURL(url) ?? url
}
