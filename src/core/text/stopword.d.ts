/** The package carries no types; one list per language, each an array of lower-case words. */
declare module 'stopword' {
  export const eng: readonly string[]
}
