const sheets = new Map<string, CSSStyleSheet>()

/** Gives a shadow root its styles as constructed sheets, which every CSP allows, one object for each text. */
export function adoptStyles(root: ShadowRoot, styles: readonly string[]): void {
  root.adoptedStyleSheets = styles.map((text) => {
    const known = sheets.get(text)
    if (known !== undefined) return known
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(text)
    sheets.set(text, sheet)
    return sheet
  })
}
