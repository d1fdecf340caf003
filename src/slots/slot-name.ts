/** WAS ignores a pool whose name is longer than 64 characters. */
const maxLength = 63

const device = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i

/**
 * What an application, an instance of it and a release are called in IIS and on the disk: site, pool and folder alike.
 * `<application>[-<instance>]-<release>[_<again>]`, and without a release the application's own folder.
 *
 * Names are made, never parsed. A name that is not safe as it is gets altered or shortened and ends in 8 hex digits
 * of what it stands for, so that two releases never share a name, also where the case of letters does not matter
 * (`1.0.0-RC`, `1.0.0-rc`). Two applications can share one (`MyApp` with instance `Admin`, and `MyApp-Admin`) only if
 * they share the folder as well: there the marker refuses the second one.
 * @param again 2 and up: the same release once more with other content
 * @see https://learn.microsoft.com/windows/win32/fileio/naming-a-file
 */
export function slotName(of: { application: string; instance: string; release?: string }, again?: number): string {
  const suffix = again === undefined || again < 2 ? '' : `_${again}`
  const prefix = [of.application, of.instance].filter((part) => part !== '').join('-')
  const plain = of.release === undefined ? prefix : `${prefix}-${of.release}`
  const clear = of.release === undefined || isClear(prefix, of.release)
  if (clear && isSafe(plain) && plain.length + suffix.length <= maxLength) return plain + suffix

  const end = `-${hash32(JSON.stringify([of.application, of.instance, of.release ?? null]))}${suffix}`
  const safe = plain
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[._-]+/, '')
    .replace(device, '$1-')
    .slice(0, maxLength - end.length)
    .replace(/[._-]+$/, '')
  return (safe || 'x') + end
}

/** Legal in IIS, on Windows' disks and on appcmd's command line. */
const isSafe = (name: string) => /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name) && !name.endsWith('.') && !device.test(name)

/**
 * Whether nothing else can have the same plain name: the release starts at the first dash that a digit follows,
 * it does not look like one deployed again, and it has no capital letters.
 */
const isClear = (prefix: string, release: string) =>
  !/-\d/.test(prefix) && /^\d/.test(release) && !/_\d+$/.test(release) && !/[A-Z]/.test(release)

/**
 * FNV-1a over the UTF-8 bytes, 8 hex digits. Two names with one hash are no danger, see name-slot.ts: the second gets a number.
 * (node:crypto would cost every step more at its start than all names of a step.)
 * @see https://datatracker.ietf.org/doc/html/draft-eastlake-fnv
 */
function hash32(text: string): string {
  let hash = 0x811c9dc5
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0
  return hash.toString(16).padStart(8, '0')
}
