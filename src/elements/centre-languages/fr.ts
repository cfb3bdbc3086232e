import { deliver } from '../../client/deliver.js'
import { fr } from '../strings/centre/fr.js'

deliver(fr)
