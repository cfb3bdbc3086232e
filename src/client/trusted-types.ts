interface Policy {
  createScriptURL(address: string): string
  createHTML(html: string): string
}

interface Policies {
  createPolicy(name: string, rules: Policy): Policy
}

let policy: Policy | undefined

/** The one policy of a page's code, named `hearth`: a host that requires Trusted Types must allow it by name. Throws where it does not. */
function hearthPolicy(): Policy | undefined {
  const factory = Reflect.get(globalThis, 'trustedTypes') as Policies | undefined
  policy ??= factory?.createPolicy('hearth', { createScriptURL: (address) => address, createHTML: (html) => html })
  return policy
}

/** The address of a script or worker, as a host that requires Trusted Types takes it. */
export const scriptUrl = (address: string): string => hearthPolicy()?.createScriptURL(address) ?? address

/** The markup of our own templates, in the same way; nothing of the visitor's or the site's is ever part of it. */
export const templateHtml = (html: string): string => hearthPolicy()?.createHTML(html) ?? html
