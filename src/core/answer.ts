import type { Purpose } from './consent/purpose.js'

/** The visitor has not allowed this purpose. A refusal is a value, never an exception. */
export interface Denied {
  readonly status: 'denied'
  readonly purpose: Purpose
}

/** Something outside the caller's hands is missing; `code` is stable, `message` says what to do next. */
export interface Unavailable {
  readonly status: 'unavailable'
  readonly code: string
  readonly message: string
}

/** The caller's input is wrong at `path`; nothing was done. */
export interface Invalid {
  readonly status: 'invalid'
  readonly path: string
  readonly message: string
}

export type Refusal = Denied | Unavailable | Invalid
