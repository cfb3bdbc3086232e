import type { Listing } from './assets.js'

declare const OWN_FILES: Listing

/** Length and hash of each file that Hearth fetches from its own folder; put in by the build, so that who pins this code pins those files too. */
export const ownFiles = (): Listing => OWN_FILES
