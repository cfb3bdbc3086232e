import { css } from './css.js'

export const bannerStyle: string = css`
  :host { position: fixed; inset: auto 0 0 0; z-index: 2147483000; pointer-events: none; }
  section {
    pointer-events: auto; position: relative; margin: 0 auto; max-width: 62rem; max-height: 70vh; overflow-y: auto;
    padding: 1rem 1.25rem 0; background: var(--paper);
    border: 1px solid var(--line); border-block-start: 3px solid var(--ember); border-block-end: 0;
    border-radius: 14px 14px 0 0; box-shadow: 0 -8px 30px rgb(40 20 8 / 0.16);
    display: grid; gap: 0.35rem 2rem;
  }
  h2 { font-size: 1.125rem; }
  section:has(.close) h2 { padding-inline-end: 4rem; }
  p { max-width: 68ch; text-wrap: pretty; }
  details { max-width: 68ch; }
  summary { cursor: pointer; color: var(--ember); padding-block: 0.2rem; width: fit-content; border-radius: 4px; }
  details p { padding-block-end: 0.35rem; }
  .said { font-weight: 600; }
  .mark { font-size: 0.8125rem; font-style: italic; color: var(--muted); }
  section:focus { outline: none; }
  /* However long the text and small the window, both answers are in sight. */
  .choices { display: grid; grid-template-columns: 1fr 1fr; gap: 0.75rem; padding-block: 0.5rem calc(1rem + env(safe-area-inset-bottom)); position: sticky; inset-block-end: 0; background: var(--paper); }
  .choices button { font-size: 1rem; min-height: 46px; }
  hearth-question { grid-column: 1 / -1; padding-block-end: calc(0.75rem + env(safe-area-inset-bottom)); }
  .close { position: absolute; inset-block-start: 0.6rem; inset-inline-end: 0.6rem; }
  @media (min-width: 820px) {
    section { grid-template-columns: 1fr 15rem; padding: 1rem 1.75rem calc(1rem + env(safe-area-inset-bottom)); }
    section > :not(.choices, hearth-question, .close) { grid-column: 1; }
    .choices { grid-column: 2; grid-row: 1 / span 4; align-self: center; grid-template-columns: 1fr; position: static; padding: 0; }
  }
  @media (min-width: 820px) { section:has(.close) .choices { padding-block-start: 2.25rem; } }
  @media (prefers-reduced-motion: no-preference) {
    section { animation: rise 240ms ease-out; }
    @keyframes rise { from { transform: translateY(1rem); opacity: 0; } }
  }
`
