import { readers } from './readers.js'

/** What the page itself does of the rules' short form: ids that are never ranked, and ids that stay where the site put them. */
export function shortRules(rules: object | undefined): { readonly exclude: readonly string[]; readonly pin: readonly string[] } {
  const { exclude = [], pin = [] } = readers.record({ exclude: readers.ids, pin: readers.ids })(rules) ?? {}
  return { exclude, pin }
}
