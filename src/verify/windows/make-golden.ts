import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { comparedRehearsals, goldenFile } from './rehearsals.js'

/** `npx tsx src/verify/windows/make-golden.ts`: makes the golden transcripts anew, with the simulated IIS. Read what git says of them then. */
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..')
const rehearsalLimitMs = 10 * 60_000

for (const { name, args } of comparedRehearsals) {
  const own = ['--transcript', goldenFile(name), '--out', path.join('rehearsals', `golden-${name}`)]
  await execa('node', ['dist/octopus-blue-green.js', 'rehearse', ...args, ...own], {
    ...{ cwd: root, stdio: 'inherit', timeout: rehearsalLimitMs },
  })
}
