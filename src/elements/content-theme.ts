import { css } from './css.js'

/** What lists and texts need beside the theme; the banner, which every visitor gets, has neither. */
export const contentTheme: string = css`
  :host { --on-ember: var(--hearth-on-ember, light-dark(#fffaf3, #2a1408)); }
  h3, h4, ul, ol, dl, dd { margin: 0; padding: 0; }
  h3, h4 { line-height: 1.25; text-wrap: balance; }
  ul, ol { list-style: none; }
  .muted { color: var(--muted); }
  @media (prefers-reduced-motion: no-preference) { button { transition: background-color 120ms, border-color 120ms; } }
`
