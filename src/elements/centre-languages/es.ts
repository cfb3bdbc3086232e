import { deliver } from '../../client/deliver.js'
import { es } from '../strings/centre/es.js'

deliver(es)
