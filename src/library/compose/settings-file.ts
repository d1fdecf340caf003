/** One setting as it was written. */
export type Written = {
  readonly key: string
  /** One, or those of the list. */
  readonly texts: readonly string[]
  readonly form: 'text' | 'list' | 'neither'
  /** Of its key. */
  readonly line: number
}

/**
 * Reads the settings of a YAML file: keys with a text or a list of texts. Every value is taken to the letter, also `no` and `0080`.
 * @param tell gets every problem with its line
 */
export async function readSettingsFile(
  text: string,
  tell: (line: number, problem: string) => void,
): Promise<Written[]> {
  const { isMap, isScalar, isSeq, LineCounter, parseDocument } = await import('yaml')
  const lines = new LineCounter()
  const lineOf = (offset: number | undefined) => lines.linePos(offset ?? 0).line
  const document = parseDocument(text, { schema: 'failsafe', lineCounter: lines, prettyErrors: false })
  for (const error of document.errors) tell(lineOf(error.pos[0]), error.message)
  const { contents } = document
  if (contents === null || document.errors.length > 0) return []
  if (!isMap(contents)) {
    tell(lineOf(contents.range?.[0]), 'these are no settings; write e.g. application: MyApp')
    return []
  }
  return contents.items.map(({ key, value }): Written => {
    const line = lineOf(isScalar(key) ? key.range?.[0] : undefined)
    const name = isScalar(key) ? String(key.value) : ''
    const nodes = isSeq(value) ? value.items : [value]
    const texts = nodes.flatMap((node) => (isScalar(node) ? [String(node.value ?? '').trim()] : []))
    const isOdd = value !== null && texts.length < nodes.length
    return { key: name, texts, form: isOdd ? 'neither' : isSeq(value) ? 'list' : 'text', line }
  })
}
