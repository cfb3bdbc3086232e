import { css } from '../css.js'

export const centreStyle: string = css`
  :host { display: block; }
  .centre { display: grid; gap: 0.6rem; max-width: 48rem; }
  .centre > p { max-width: 68ch; text-wrap: pretty; }
  h2 { font: 600 clamp(1.75rem, 5vw, 2.5rem)/1.15 var(--hearth-heading-font, inherit); }
  h3 { font: 600 1.375rem/1.25 var(--hearth-heading-font, inherit); }
  h4 { font-size: 1rem; font-weight: 600; margin-block-start: 0.75rem; }
  .part { display: grid; gap: 0.7rem; padding-block: 1.75rem; border-block-start: 1px solid var(--line); min-width: 0; }
  .part > p { max-width: 68ch; text-wrap: pretty; }
  .standing { font-weight: 600; }
  .said { min-height: 1.5rem; color: var(--ember); font-weight: 600; }
  .said:not(:empty) { position: sticky; inset-block-start: 0.5rem; z-index: 1; justify-self: start; padding: 0.35rem 0.9rem; background: var(--paper); border: 1px solid var(--line); border-radius: var(--radius); box-shadow: 0 4px 16px rgb(40 20 8 / 0.12); }
  .mark { font-size: 0.8125rem; font-style: italic; color: var(--muted); }
  .notice { padding: 0.6rem 0.9rem; background: var(--glow); border-inline-start: 3px solid var(--ember); border-radius: var(--radius); }
  h3:focus:not(:focus-visible) { outline: none; }
  .sure { display: grid; gap: 0.7rem; padding: 0.9rem; border: 1px solid var(--ember); border-radius: var(--radius); }
  .row { display: flex; flex-wrap: wrap; gap: 0.5rem 0.75rem; align-items: center; }
  .check { display: flex; gap: 0.6rem; align-items: center; min-height: 44px; cursor: pointer; }
  .check input { inline-size: 20px; block-size: 20px; flex: none; accent-color: var(--ember); }
  input[type='search'], select {
    font: inherit; min-height: 44px; padding: 0.4rem 0.9rem; color: var(--ink); background: var(--raised);
    border: 1px solid var(--muted); border-radius: var(--radius);
  }
  input[type='search'] { flex: 1 1 14rem; min-width: 0; max-width: 26rem; }
  .file {
    position: relative; display: inline-flex; align-items: center; font-weight: 600; min-height: 44px; padding: 0.45rem 1.1rem; cursor: pointer;
    background: var(--raised); border: 1px solid var(--muted); border-radius: var(--radius);
  }
  .file:hover { border-color: var(--ember); background: var(--glow); }
  .file:focus-within { outline: 3px solid var(--ember); outline-offset: 2px; }
  .file input { position: absolute; inset: 0; opacity: 0; cursor: pointer; inline-size: 100%; }
  .list { display: grid; }
  .list > li { display: flex; flex-wrap: wrap; gap: 0.35rem 1rem; justify-content: space-between; align-items: center; padding-block: 0.6rem; border-block-end: 1px solid var(--line); min-width: 0; }
  .list > li:last-child { border-block-end: 0; }
  .list .row { margin-inline: -0.6rem; }
  .what { display: grid; gap: 0.1rem; flex: 1 1 16rem; min-width: 0; overflow-wrap: anywhere; }
  .wide .what { flex-basis: 24rem; }
  .what strong { font-weight: 600; }
  .what a { color: inherit; }
  .why { display: grid; gap: 0.2rem; padding-block-start: 0.25rem; }
  .why li { display: grid; grid-template-columns: 48px 1fr; gap: 0.6rem; align-items: baseline; font-size: 0.9375rem; }
  .bar rect { fill: var(--ember); }
  .bar.against rect { fill: var(--muted); }
  .strength { display: flex; gap: 0.6rem; align-items: center; }
  meter { inline-size: 12rem; max-width: 60vw; block-size: 0.75rem; }
  meter::-webkit-meter-bar { background: var(--glow); border: 1px solid var(--line); border-radius: 999px; block-size: 0.75rem; }
  meter::-webkit-meter-optimum-value { background: var(--ember); border-radius: 999px; }
  meter::-moz-meter-bar { background: var(--ember); border-radius: 999px; }
  button[aria-pressed='true'] { background: var(--ember); color: var(--on-ember); border-color: var(--ember); }
  .grave { border-color: var(--ember); color: var(--ember); }
  .unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
  button, .list > li { position: relative; }
`
