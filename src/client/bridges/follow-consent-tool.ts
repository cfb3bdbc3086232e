import type { ConsentManager } from '../hearth.js'
import type { Standing } from '../consent-manager.js'
import { consentMode } from './consent-mode.js'
import { SILENT } from './consent-tool.js'
import type { ConsentTool, Said, ToolAnswer, ToolCategories } from './consent-tool.js'
import { cookieconsent } from './cookieconsent.js'
import { tcf } from './tcf.js'

const TOOLS: readonly ConsentTool[] = [tcf, consentMode, cookieconsent]

/** Tools load when they like: they are looked for this often at first, and seldom after half a minute, for as long as the page is open. */
const LOOK_MS = 250
const LOOKS = 120
const SELDOM_MS = 5000

export interface FollowConsentToolDep {
  readonly decide: ConsentManager['decide']
  readonly read: () => Promise<Standing>
  /** What the tool says has changed: the page may have to pause, or to go on. */
  readonly changed: () => void
  readonly categories: ToolCategories | undefined
}

export interface FollowedTool {
  start(): void
  /** Whether a tool has granted on this page: until then what it granted earlier is paused. */
  spoke(): boolean
  /** A site's own adapter decided, with source `cmp`. */
  heard(): void
  stop(): void
}

/**
 * Lets the site's consent tool decide. A denial withdraws at once; silence, or an error, pauses what the tool granted
 * before; only a plain yes of every tool that is there grants. A tool that repeats on loading what it knew does not
 * override a refusal that the visitor gave here; a change made while the page is open does.
 */
export function followConsentTool(dep: FollowConsentToolDep): FollowedTool {
  const ending = new AbortController()
  const answers = new Map<string, ToolAnswer>()
  let granted = false
  let changes = 0
  let told: string | undefined
  let last: Promise<unknown> = Promise.resolve()

  const act = async (answer: ToolAnswer, repeated: boolean): Promise<void> => {
    granted = answer.personalization === 'granted'
    if (answer.personalization === 'silent') {
      dep.changed()
      return
    }
    if (granted && repeated) {
      const { decision } = await dep.read()
      if (decision?.kind === 'denied' && decision.source !== 'cmp') return
    }
    const second = answer.aggregates === 'silent' ? {} : { aggregates: answer.aggregates }
    // Not waited for: a no must not stand behind workers that the yes before it is still starting.
    void dep.decide(granted ? { personalization: 'granted', ...second } : { personalization: 'denied' }, { source: 'cmp' })
  }

  const hear = (name: string, answer: ToolAnswer): void => {
    if (ending.signal.aborted) return
    answers.set(name, answer)
    const all = together([...answers.values()])
    const words = `${all.personalization} ${all.aggregates}`
    if (words === told) return
    told = words
    if (all.personalization !== 'silent') changes += 1
    const repeated = changes === 1
    // Decided one after the other: of a tool that changes its mind, the last word is what stands.
    last = last.then(() => act(all, repeated)).catch(() => undefined)
  }

  const start = (): void => {
    const missing = new Set(TOOLS)
    let looks = 0
    const look = (): void => {
      for (const tool of missing) {
        try {
          if (tool.listen((answer) => hear(tool.name, answer), ending.signal, dep.categories ?? {})) missing.delete(tool)
        } catch {
          missing.delete(tool)
          hear(tool.name, SILENT)
        }
      }
      looks += 1
      if (missing.size > 0 && !ending.signal.aborted) setTimeout(look, looks < LOOKS ? LOOK_MS : SELDOM_MS)
    }
    look()
  }

  return { start, spoke: () => granted, heard: () => { granted = true }, stop: () => ending.abort() }
}

/** A refusal by any tool is a refusal; silence of any is silence. */
function together(answers: readonly ToolAnswer[]): ToolAnswer {
  const one = (key: keyof ToolAnswer): Said => {
    let said: Said = answers.length === 0 ? 'silent' : 'granted'
    for (const answer of answers) {
      if (answer[key] === 'denied') return 'denied'
      if (answer[key] === 'silent') said = 'silent'
    }
    return said
  }
  return { personalization: one('personalization'), aggregates: one('aggregates') }
}
