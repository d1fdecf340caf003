import { everyPoint } from './every-point.js'

// ARR takes seconds to see a change: few of the points, unless all are asked for.
everyPoint('farm', ['1.0.0', '1.1.0'], '1.2.0', (step) => /switch/.test(step), 24)
