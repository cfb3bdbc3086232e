import { resolve } from 'node:path'
import { packageRoot } from '../cli/package-root.js'

/** The checkout. */
export const root = packageRoot

/** What is published and served: one folder for any static host. */
export const dist = resolve(root, 'dist')

/** What the build keeps for itself: stamps, declarations, the demo. Never published. */
export const scratch = resolve(root, 'build')

/** The demo site as the demo server serves it. */
export const demo = resolve(scratch, 'demo')
