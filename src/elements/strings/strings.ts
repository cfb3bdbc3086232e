/** What a surface says in one language. Every text can be overridden by the site. */
export interface BannerStrings {
  readonly label: string
  readonly title: string
  readonly purpose: string
  /** What is stored, and for how long: `{days}` stands for the days that this site keeps an entry. */
  readonly storage: string
  readonly more: string
  readonly limit: string
  /** What the link to the site's privacy notice says. */
  readonly notice: string
  readonly change: string
  readonly allow: string
  readonly refuse: string
  readonly failed: string
  readonly granted: string
  readonly denied: string
  /** Shown in place of the buttons where Global Privacy Control has answered. */
  readonly signal: string
  readonly close: string
}

/** The separate question, which the banner asks those who allowed the first. */
export interface QuestionStrings {
  readonly aggregates: string
  readonly aggregatesLabel: string
}

export interface RecommendationStrings {
  readonly title: string
  readonly region: string
  readonly why: string
  readonly hide: string
  readonly hidden: string
  /** Said after “Why this?” and “Hide this” to those who hear the page; `{title}` stands for the item's. */
  readonly about: string
}

/** One language. `unreviewed` is shown with the banner until a native speaker has read the translation and taken it out. */
export interface Language {
  readonly rtl?: boolean
  readonly unreviewed?: string
  readonly banner: BannerStrings
}

/** A site's own words in place of ours. */
export interface SiteWords {
  readonly banner?: Partial<BannerStrings & QuestionStrings>
  readonly recommendations?: Partial<RecommendationStrings>
  /** By the names in `centre/en.ts`. */
  readonly centre?: Readonly<Record<string, string>>
  /** By the codes in `src/core/ranking/wording.ts`. */
  readonly reasons?: Readonly<Record<string, string>>
}
