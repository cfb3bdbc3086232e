// `dist/engine.js`: what only a visitor who agreed needs. The tag loads it then, with the hash that it carries.
import { deliver } from '../client/deliver.js'
import { createEngine, type Engine } from '../client/engine.js'
import { whenIdle } from '../client/idle.js'
import type { EngineDep } from '../client/running.js'
import { defineElement } from '../elements/define-element.js'
import { HearthQuestion } from '../elements/hearth-question.js'
import { HearthRecommendations } from '../elements/hearth-recommendations.js'
import { followPage } from './follow-page.js'
import { LATER_SETTINGS, laterOptions } from './later-settings.js'
import { misspelt } from './misspelt.js'
import { readSettings } from './read-settings.js'

/** The engine that all of the tag's settings make, and the page followed by it. */
const serve = (page: Document, sources: readonly object[], dep: EngineDep): Engine => {
  const settings = readSettings(sources, LATER_SETTINGS)
  const engine = createEngine({ ...dep, options: { ...dep.options, ...laterOptions(settings) } })
  followPage(page, dep.hearth, { ...settings, locale: dep.options.locale }, (items) => void engine.addPageItems(items))
  whenIdle(() => { for (const one of misspelt(page, sources)) console.warn(`Hearth: ${one}`) }, new AbortController().signal)
  return engine
}

const delivered = { serve }

export type EngineFile = typeof delivered

defineElement('hearth-question', HearthQuestion)
defineElement('hearth-recommendations', HearthRecommendations)

deliver(delivered)
