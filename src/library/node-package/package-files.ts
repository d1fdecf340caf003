import { type Platform, platforms } from './platform.js'
import type { PackedFile } from './zip-of.js'

/**
 * Octopus's step "Deploy a Package" extracts files without the right to execute, and then runs this.
 * @see https://octopus.com/docs/deployments/custom-scripts/scripts-in-packages
 */
const postDeploy = '#!/bin/bash\nchmod 755 node\n'

/** What an Octopus package with Node holds, at its top. */
export function packageFiles(platform: Platform, node: Buffer, licence: Buffer): PackedFile[] {
  const { program } = platforms[platform]
  const files: PackedFile[] = [
    { name: program, content: node, executable: true },
    { name: 'LICENSE', content: licence },
  ]
  return platform === 'linux-x64' ? [...files, { name: 'PostDeploy.sh', content: postDeploy, executable: true }] : files
}
