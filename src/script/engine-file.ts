// `dist/engine.js`: what only a visitor who agreed needs. The tag loads it then, with the hash that it carries.
import { deliver } from '../client/deliver.js'
import { createEngine } from '../client/engine.js'
import { defineElement } from '../elements/define-element.js'
import { HearthQuestion } from '../elements/hearth-question.js'
import { HearthRecommendations } from '../elements/hearth-recommendations.js'
import { followPage } from './follow-page.js'

const delivered = { createEngine, followPage }

export type EngineFile = typeof delivered

defineElement('hearth-question', HearthQuestion)
defineElement('hearth-recommendations', HearthRecommendations)

deliver(delivered)
