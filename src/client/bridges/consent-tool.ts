/** What a consent tool says now. `silent`: nothing that a visitor decided; a tool that fails is silent too. */
export type Said = 'granted' | 'denied' | 'silent'

export interface ToolAnswer {
  readonly personalization: Said
  readonly aggregates: Said
}

export const SILENT: ToolAnswer = { personalization: 'silent', aggregates: 'silent' }

/** Names of a site's categories, for tools that have any. */
export interface ToolCategories {
  readonly personalization?: string
  readonly aggregates?: string
}

/**
 * One consent tool. `listen` attaches as soon as the tool is on the page and answers whether it is; it is called again
 * until it is. `tell` may be called any number of times; a tool that is there but has not spoken tells `SILENT`.
 */
export interface ConsentTool {
  readonly name: string
  listen(tell: (answer: ToolAnswer) => void, ending: AbortSignal, categories: ToolCategories): boolean
}
