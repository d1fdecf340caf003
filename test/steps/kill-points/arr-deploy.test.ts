import { everyPoint } from './every-point.js'

everyPoint('arr', ['1.0.0', '1.1.0'], '1.2.0', (step) => /prepare|port|deploy/.test(step))
