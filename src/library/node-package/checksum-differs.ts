import { OctopusFailed } from '../octopus-failed.js'

/** What came is not what was promised; it is thrown away. */
export class ChecksumDiffers extends OctopusFailed {
  constructor(npmPackage: string, told: { expected: string; found: string; by: string }) {
    super({
      happened: `${npmPackage} has the checksum ${told.found}, but ${told.by} says ${told.expected}.`,
      untouched: 'No package was written.',
      todo: 'Somebody between you and the registry hands out something else, or npm\'s cache is broken: "npm cache verify". Do not use what came.',
    })
  }
}
