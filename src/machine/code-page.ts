/** Characters of the bytes 0x80 to 0xff in code pages that no TextDecoder knows. @see https://www.unicode.org/Public/MAPPINGS/VENDORS/MICSFT/PC/ */
const western =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´­±‗¾¶§÷¸°¨·¹³²■ '
const tables: Readonly<Record<number, string>> = {
  437: 'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■ ',
  850: western,
  852: 'ÇüéâäůćçłëŐőîŹÄĆÉĹĺôöĽľŚśÖÜŤťŁ×čáíóúĄąŽžĘę¬źČş«»░▒▓│┤ÁÂĚŞ╣║╗╝Żż┐└┴┬├─┼Ăă╚╔╩╦╠═╬¤đĐĎËďŇÍÎě┘┌█▄ŢŮ▀ÓßÔŃńňŠšŔÚŕŰýÝţ´­˝˛ˇ˘§÷¸°¨˙űŘř■ ',
  858: western.replace('ı', '€'),
}

/** Names that a TextDecoder has for the others. @see https://encoding.spec.whatwg.org/#names-and-labels */
const names: Readonly<Record<number, string>> = {
  866: 'ibm866',
  874: 'windows-874',
  932: 'shift_jis',
  936: 'gbk',
  949: 'euc-kr',
  950: 'big5',
  65001: 'utf-8',
}

/** @returns undefined for a code page that is not known here */
export function fromCodePage(bytes: Uint8Array, page: number): string | undefined {
  const table = tables[page]
  if (table !== undefined)
    return Buffer.from(bytes)
      .toString('latin1')
      .replace(/[\x80-\xff]/g, (character) => table[character.charCodeAt(0) - 0x80] ?? '')
  const name = page >= 1250 && page <= 1258 ? `windows-${page}` : names[page]
  return name === undefined ? undefined : new TextDecoder(name, { ignoreBOM: true }).decode(bytes)
}

/** The first character of a text that a code page has not; Windows would write a similar one, or `?`. Undefined: it has all. */
export function missingCharacter(text: string, page: number): string | undefined {
  const has = page === 65001 ? () => true : charactersOf(page)
  return [...text].find((character) => character > '\x7f' && !has(character))
}

/** What one or two bytes can say. */
function charactersOf(page: number): (character: string) => boolean {
  const bytes: number[] = []
  for (let first = 0x80; first <= 0xff; first++) {
    bytes.push(first, 0x20)
    for (let second = 0x40; second <= 0xff; second++) bytes.push(first, second, 0x20)
  }
  const all = fromCodePage(Uint8Array.from(bytes), page) ?? ''
  return (character) => character !== '\ufffd' && all.includes(character)
}
