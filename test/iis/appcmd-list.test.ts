import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { appcmdList, listed } from '../../src/iis/appcmd-list.js'
import { stopSite } from '../../src/iis/run-state.js'
import { parseXml, type XmlElement } from '../../src/iis/xml.js'
import { type IisUnderTest, iisUnderTest } from './iis-under-test.js'

const list = `<?xml version="1.0" encoding="UTF-8"?>\r
<appcmd>\r
    <SITE SITE.NAME="a &lt;SITE " SITE.ID="1" state="Started">\r
        <site name="a &lt;SITE "><SITEMAP /><bindings>\r
            <binding protocol="http" bindingInformation="*:80:" />\r
        </bindings></site>\r
    </SITE>\r
    <SITE SITE.NAME="b" SITE.ID="2" state="Stopped" />\r
</appcmd>\r
`

describe('a list', () => {
  test('has the elements that the document has', () => {
    const elements = listed(list)
    expect(elements).toHaveLength(2)
    expect(elements).toEqual(parseXml(list).children)
  })

  test('that is cut off anywhere is refused', () => {
    const whole = list.trimEnd()
    for (let length = 0; length < whole.length; length++) expect(() => listed(whole.slice(0, length))).toThrow()
  })

  test.each([
    ['a comment that looks like an element', '<appcmd><!-- <WP WP.NAME="1" /> --><WP WP.NAME="2" /></appcmd>'],
    ['a comment inside an element', '<appcmd><WP WP.NAME="1"><!-- <WP --></WP></appcmd>'],
    ['an element inside one of its name', '<appcmd><WP WP.NAME="1"><WP WP.NAME="2" /></WP></appcmd>'],
    ['elements of two names', '<appcmd><WP WP.NAME="1" /><APP APP.NAME="2" /></appcmd>'],
  ])('with %s is read as a whole', (_, text) => {
    expect(listed(text)).toEqual(parseXml(text).children)
  })

  test.each([
    ['another root', '<iis><WP /></iis>'],
    ['an end without a beginning', '<appcmd><WP /></WP><WP /></appcmd>'],
    ['text after it', `${list}ERROR ( message:Access is denied. )`],
    ['text before it', `ERROR ( message:Access is denied. )${list}`],
  ])('with %s is refused', (_, text) => {
    expect(() => listed(text)).toThrow()
  })
})

describe('IIS, looked at again', () => {
  let iis: IisUnderTest
  beforeAll(async () => {
    iis = await iisUnderTest()
  })
  afterAll(() => iis.stop())

  const sites = async () => {
    const found = await appcmdList(iis.log, ['site', '/config'])
    return new Map<string | undefined, XmlElement>(found.map((site) => [site.attributes['SITE.NAME'], site]))
  }

  test('has only those elements read that are new or changed', async () => {
    const { name: stays } = await iis.slowSite('stays')
    const { name: changes } = await iis.slowSite('changes')
    const before = await sites()
    await stopSite(iis.log, changes, { limitMs: 20_000, intervalMs: 20 })
    const { name: comes } = await iis.slowSite('comes')
    const after = await sites()
    expect(after.get(stays)).toBe(before.get(stays))
    expect(after.get(changes)).toMatchObject({ attributes: { state: 'Stopped' } })
    expect(before.get(changes)).toMatchObject({ attributes: { state: 'Started' } })
    expect([before.has(comes), after.has(comes)]).toEqual([false, true])
  })
})
