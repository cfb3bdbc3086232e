import type { Rolldown } from 'vite'

/** Passes on what the bundler says, but for `'use client'`: the banner puts it back where it is needed. */
export const exceptDirectives = (level: Rolldown.LogLevel, log: Rolldown.RolldownLog, pass: (level: Rolldown.LogLevel, log: Rolldown.RolldownLog) => void): void => {
  if (log.code !== 'MODULE_LEVEL_DIRECTIVE') pass(level, log)
}
