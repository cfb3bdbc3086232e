import { html, nothing, render } from 'lit/html.js'
import { loadScript } from '../client/load-script.js'
import { scriptUrl, templateHtml } from '../client/trusted-types.js'
import { adoptStyles } from '../elements/adopt-styles.js'
import { css } from '../elements/css.js'
import { defineElement } from '../elements/define-element.js'
import { CHANGED, ENGINE_WANTED, HearthElement } from '../elements/hearth-element.js'
import { theme } from '../elements/theme.js'

/**
 * What the tag hands to the files that it loads later, so that no page gets it twice. `build/shared-with-tag.ts` puts
 * these in place of their modules; a policy of Trusted Types could not even be made a second time.
 */
export const shared = { html, nothing, render, loadScript, scriptUrl, templateHtml, adoptStyles, css, defineElement, CHANGED, ENGINE_WANTED, HearthElement, theme }
