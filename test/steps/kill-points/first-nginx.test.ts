import { everyPoint } from './every-point.js'

everyPoint('nginx', [], '1.0.0', (step) => /prepare/.test(step))
