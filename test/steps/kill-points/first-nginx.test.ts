import { everyPoint } from './every-point.js'

everyPoint('nginx-flag', [], '1.0.0', (step) => /prepare/.test(step))
