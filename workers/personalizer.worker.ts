import { expose } from 'comlink'
import { servePersonalizer } from '../src/adapters/serve-personalizer.js'

expose(servePersonalizer())
