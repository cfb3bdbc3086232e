import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'

const ITS_POLICY = /\b\w+\.createPolicy\("lit-html",\{createHTML:(\w+)=>\1\}\)/

/**
 * lit-html makes a policy of Trusted Types of its own name, which a host would have to allow beside ours, and which is
 * refused where the host's own pages use lit too. Its templates go through the policy `hearth` instead.
 */
export const ownPolicy = (): Plugin => ({
  name: 'hearth:own-policy',
  enforce: 'pre',
  transform: {
    filter: { id: /\/node_modules\/lit-html\/(node\/)?lit-html\.js$/ },
    handler: (code) => {
      const changed = code.replace(ITS_POLICY, '{createHTML:ownHtml}')
      if (changed === code) throw new Error('lit-html makes its policy in another way than this build knows')
      const policy = fileURLToPath(new URL('../client/trusted-types.ts', import.meta.url))
      return { code: `import { templateHtml as ownHtml } from ${JSON.stringify(policy)}\n${changed}`, map: null }
    },
  },
})
