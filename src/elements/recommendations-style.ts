import { css } from './css.js'

export const recommendationsStyle: string = css`
  :host { display: block; container-type: inline-size; }
  h2 { font: 600 1.375rem/1.2 var(--hearth-heading-font, inherit); margin-block-end: 0.9rem; }
  .cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 17rem), 1fr)); gap: 1rem; }
  article {
    display: flex; flex-direction: column; gap: 0.35rem; height: 100%; padding: 1rem 1.1rem 0.7rem;
    background: var(--raised); border: 1px solid var(--line); border-radius: var(--radius);
  }
  .category { color: var(--ember); font-size: 0.8125rem; font-weight: 600; letter-spacing: 0.02em; text-transform: capitalize; }
  h3 { font: 600 1.0625rem/1.3 var(--hearth-heading-font, inherit); }
  h3 a { color: inherit; text-decoration: none; }
  h3 a:hover { text-decoration: underline; text-decoration-color: var(--ember); }
  .text { color: var(--muted); font-size: 0.9375rem; display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 3; overflow: hidden; }
  .actions > button { grid-column: 2; }
  .actions { display: grid; grid-template-columns: 1fr auto; align-items: start; gap: 0.25rem 0.75rem; margin-block-start: auto; padding-block-start: 0.4rem; }
  details { font-size: 0.875rem; }
  summary { cursor: pointer; color: var(--muted); min-height: 32px; display: flex; align-items: center; border-radius: 6px; padding-inline: 0.3rem; margin-inline-start: -0.3rem; width: fit-content; }
  summary::-webkit-details-marker { display: none; }
  summary::before { content: '›'; margin-inline-end: 0.4rem; color: var(--ember); font-weight: 700; }
  details[open] summary::before { content: '‹'; }
  summary:hover { color: var(--ember); }
  details li { padding-block: 0.15rem; padding-inline-start: 0.75rem; border-inline-start: 2px solid var(--ember); margin-block-end: 0.3rem; }
  .unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
  article { position: relative; }
  .said:empty { display: none; }
  .said { color: var(--muted); padding-block-start: 0.5rem; }
`
