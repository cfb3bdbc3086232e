import { expose } from 'comlink'
import { flatEndpoint } from '../src/adapters/flat-endpoint.js'
import { servePersonalizer } from '../src/adapters/serve-personalizer.js'

const facade = servePersonalizer()
expose(facade, flatEndpoint(self, facade))
