import type { Listing } from './assets.js'

/** Length and hash of each file that Hearth fetches from its own folder; put in by the build, so that who pins this code pins those files too. */
declare const OWN_FILES: Listing

export const ownFiles: Listing = OWN_FILES
