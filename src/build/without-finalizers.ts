import type { Plugin } from 'vite'

/** Comlink hears of each proxy that the browser has collected, and there is one for each call. */
const FINALIZERS = /"FinalizationRegistry" in globalThis &&\s+new FinalizationRegistry\([\s\S]*?\n {4}\}\)(?=;)/

/**
 * Leaves Comlink's finalizers out. A collection falls due when a page is left, and what then runs of its script throws
 * the page out of Chromium's back/forward cache (`JavaScriptExecution`). Nothing is lost: a worker of ours is ended by name.
 */
export const withoutFinalizers = (): Plugin => ({
  name: 'hearth:without-finalizers',
  enforce: 'pre',
  transform: {
    filter: { id: /\/node_modules\/comlink\/dist\/esm\/comlink\.mjs$/ },
    handler: (code) => {
      const changed = code.replace(FINALIZERS, 'false')
      if (changed === code || changed.includes('new FinalizationRegistry')) throw new Error('Comlink has its finalizers elsewhere than this build knows')
      return { code: changed, map: null }
    },
  },
})
