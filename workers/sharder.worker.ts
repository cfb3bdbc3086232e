import { Task } from '@divviup/dap'
import { serveSharder } from '../src/adapters/serve-sharder.js'

serveSharder({ Task })
