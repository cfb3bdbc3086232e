import { deliver } from '../../client/deliver.js'
import { de } from '../strings/centre/de.js'

deliver(de)
