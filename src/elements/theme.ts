import { css } from './css.js'

/**
 * The look that all elements share. A site changes it with the `--hearth-*` properties; light and dark follow the
 * `color-scheme` of the page, so that nothing dark lands on a page that is only light.
 */
export const theme: string = css`
  :host {
    --paper: var(--hearth-paper, light-dark(#fffaf3, #211b17));
    --raised: var(--hearth-raised, light-dark(#ffffff, #2a231e));
    --ink: var(--hearth-ink, light-dark(#2b211b, #f3e9dd));
    --muted: var(--hearth-muted, light-dark(#6a5a4e, #b9a898));
    --line: var(--hearth-line, light-dark(#e3d6c6, #463a31));
    --ember: var(--hearth-ember, light-dark(#a33c14, #f2a073));
    --glow: var(--hearth-glow, light-dark(#f7e6d6, #3a2a20));
    --radius: var(--hearth-radius, 10px);
    color: var(--ink);
    font: 400 1rem/1.5 var(--hearth-font, system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif);
    box-sizing: border-box;
  }
  :host([hidden]) { display: none; }
  *, *::before, *::after { box-sizing: inherit; }
  h2, p { margin: 0; padding: 0; }
  h2 { line-height: 1.25; text-wrap: balance; }
  a { color: var(--ember); text-underline-offset: 0.15em; }
  button {
    font: inherit; font-weight: 600; min-height: 44px; padding: 0.45rem 1.1rem; cursor: pointer;
    color: var(--ink); background: var(--raised); border: 1px solid var(--muted); border-radius: var(--radius);
  }
  button:hover { border-color: var(--ember); background: var(--glow); }
  button.quiet { font-weight: 500; font-size: 0.875rem; min-height: 32px; padding: 0.2rem 0.6rem; color: var(--muted); background: none; border-color: transparent; }
  button.quiet:hover { color: var(--ember); background: var(--glow); }
  button:disabled { opacity: 0.55; cursor: default; }
  :focus-visible { outline: 3px solid var(--ember); outline-offset: 2px; }
  .small { font-size: 0.875rem; }
`
