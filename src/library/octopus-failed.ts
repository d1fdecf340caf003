import { StepFailed } from '../octopus/step-failed.js'

/** A failure of the Octopus side, told in the same three parts. Each kind of failure is a class of its own that extends this one. */
export class OctopusFailed extends StepFailed {}
