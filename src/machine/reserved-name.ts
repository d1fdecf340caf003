/**
 * Why Windows cannot keep a file or folder of this name, or would quietly take another one for it; undefined for a good name.
 * @see https://learn.microsoft.com/windows/win32/fileio/naming-a-file
 */
export function reservedName(name: string): string | undefined {
  if (/[. ]$/.test(name)) return 'ends in a dot or a blank, which Windows strips'
  if (/[\u0000-\u001f<>:"|?*\\]/.test(name)) return 'has a character that Windows does not allow in a name'
  const stem = (name.split('.')[0] ?? '').trimEnd()
  if (/^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9\u00b9\u00b2\u00b3])$/i.test(stem))
    return 'names a device on Windows'
  return undefined
}
