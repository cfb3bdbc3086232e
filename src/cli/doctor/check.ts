/** One thing the doctor looked at. `detail` says what was found and, where it is not right, what to do. */
export interface Check {
  readonly name: string
  readonly ok: boolean
  readonly detail: string
}

export const check = (name: string, ok: boolean, detail: string): Check => ({ name, ok, detail })
