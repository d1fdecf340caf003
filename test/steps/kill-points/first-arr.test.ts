import { everyPoint } from './every-point.js'

everyPoint('arr', [], '1.0.0', (step) => /prepare/.test(step))
