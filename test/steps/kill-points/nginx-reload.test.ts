import { everyPoint } from './every-point.js'

everyPoint('nginx-reload', ['1.0.0', '1.1.0'], '1.2.0', (step) => /prepare|switch/.test(step))
