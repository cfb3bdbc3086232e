import { deliver } from '../../client/deliver.js'
import { ar } from '../strings/centre/ar.js'

deliver(ar)
