import type { Plugin } from 'vite'

/** The part of idb that lets stores be iterated over: it installs itself, so that no bundler can leave it out by itself. */
const ITERATION = /const advanceMethodProps = [\s\S]*?(?=export \{)/

/** Leaves idb's asynchronous iteration out: nothing of ours iterates over a store, and every visitor would get it. */
export const withoutIteration = (): Plugin => ({
  name: 'hearth:without-iteration',
  enforce: 'pre',
  transform: {
    filter: { id: /\/node_modules\/idb\/build\/index\.js$/ },
    handler: (code) => {
      const changed = code.replace(ITERATION, '')
      if (changed === code || /iterat/i.test(changed)) throw new Error('idb has its iteration elsewhere than this build knows')
      return { code: changed, map: null }
    },
  },
})
