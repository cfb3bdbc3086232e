import type { Plugin } from 'vite'

/** Modules of which the tag has the only copy, with what they export; `src/script/shared.ts` hands it over. */
const SHARED: Readonly<Record<string, readonly string[]>> = {
  'node_modules/lit/html.js': ['html', 'nothing', 'render'],
  'src/client/load-script.ts': ['loadScript'],
  'src/client/trusted-types.ts': ['scriptUrl', 'templateHtml'],
  'src/elements/adopt-styles.ts': ['adoptStyles'],
  'src/elements/css.ts': ['css'],
  'src/elements/define-element.ts': ['defineElement'],
  'src/elements/hearth-element.ts': ['CHANGED', 'ENGINE_WANTED', 'HearthElement'],
  'src/elements/theme.ts': ['theme'],
}

/** For a file that the tag loads: what both need comes from the tag, which leaves it on the element of the script. */
export const sharedWithTag = (): Plugin => ({
  name: 'hearth:shared-with-tag',
  enforce: 'pre',
  load(id) {
    const found = Object.entries(SHARED).find(([path]) => id.endsWith(`/${path}`))
    return found === undefined ? null : `export const { ${found[1].join(', ')} } = document.currentScript.hearth.shared`
  },
})
