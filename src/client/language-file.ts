/** Languages other than English that reasons can be given in; their files are pinned like every asset. */
const LANGUAGES: readonly string[] = ['de', 'fr', 'es', 'ar']

/** The path of the language file for a BCP 47 tag (`de-AT` is German); undefined where English speaks. */
export function languageFile(locale: string): string | undefined {
  const language = LANGUAGES.find((one) => one === locale.toLowerCase().split(/[-_]/)[0])
  return language === undefined ? undefined : `assets/languages/${language}.json`
}
