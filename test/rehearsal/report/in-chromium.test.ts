import { afterAll, beforeAll, expect, test } from 'vitest'
import { Chromium } from '../../../src/rehearsal/report/docs-pictures/chromium.js'
import { headline } from '../../../src/rehearsal/report/headline.js'
import { type OpenPage, openPage } from './fixtures/chromium-page.js'
import { rehearsed } from './fixtures/rehearsed.js'

const good = rehearsed()
const crashed = rehearsed({ crashes: true })
let chromium: Chromium

beforeAll(async () => {
  chromium = await Chromium.start()
})
afterAll(() => chromium?.close())

const textsOf = (page: OpenPage, selector: string) =>
  page.evaluate<string[]>(`[...document.querySelectorAll('${selector}')].map((each) => each.textContent.trim())`)
const shown = (page: OpenPage, selector: string) =>
  page.evaluate<boolean>(
    `(([box]) => box !== undefined && box.width > 0 && box.height > 0)(document.querySelector('${selector}')?.getClientRects() ?? [])`,
  )
/** First and last moment that the axis names, in seconds. */
const axis = async (page: OpenPage) => (await textsOf(page, '#ticks b')).map(Number)
const number = (text: string | undefined) => Number(text?.replace(/[^\d.]/g, ''))

test.each(['light', 'dark'] as const)(
  'no error in its console, and nothing is asked of the network: %s',
  async (theme) => {
    for (const report of [good, crashed]) {
      const page = await openPage(chromium, report, { theme })
      for (const key of ['ArrowRight', '+']) await page.key(key)
      const said = page.events.filter(({ method }) =>
        ['Runtime.exceptionThrown', 'Runtime.consoleAPICalled', 'Log.entryAdded'].includes(method ?? ''),
      )
      expect(said).toEqual([])
      const asked = page.events.filter(({ method }) => method === 'Network.requestWillBeSent')
      expect(asked.map(({ params }) => (params as { request: { url: string } }).request.url)).toEqual([page.url])
    }
  },
)

test('what the page would load from elsewhere is forbidden by its own policy', async () => {
  const page = await openPage(chromium, good)
  const outcome = page.evaluate<string>(`fetch('http://127.0.0.1:9').then(() => 'came', () => 'refused')`)
  expect(await outcome).toBe('refused')
  expect(JSON.stringify(page.events)).toContain('Content Security Policy')
})

test.each([
  ['went well', good],
  ['lost requests', crashed],
])('the figures of a rehearsal that %s are those of report.json', async (_, report) => {
  const page = await openPage(chromium, report)
  expect(await textsOf(page, 'h1')).toEqual([headline(report)])
  expect(await textsOf(page, '.lead')).toEqual([report.sentence])
  const figure = async (of: string) => number((await textsOf(page, `[data-figure="${of}"]`))[0])
  expect(await figure('requests')).toBe(report.requests)
  expect(await figure('lost')).toBe(report.lost)
  expect(await figure('mixed')).toBe(report.mixed)
  expect(await figure('stale')).toBe(report.stale)
  expect(await figure('latencyMs.p99')).toBe(report.latencyMs?.p99)
  expect(await figure('latencyMs.max')).toBe(report.latencyMs?.max)
  expect(await figure('aroundSwitchMs.p99')).toBe(report.aroundSwitchMs?.p99)
  expect(await textsOf(page, '.verdict > span:first-child')).toEqual([report.ok ? '✓ Passed' : '✕ Failed'])

  const rows = await textsOf(page, '#asked tbody td:last-child')
  expect(rows.reduce((sum, text) => sum + number(text), 0)).toBe(report.lost)
  const answered = await textsOf(page, '#asked td > span')
  const answers = answered.reduce((sum, text) => sum + number(text.split(' by ')[0]), 0)
  expect(answers).toBe(report.requests - report.lost - report.mixed)
})

test('pointing at a moment tells what each machine did then', async () => {
  const page = await openPage(chromium, good)
  await page.mouse('mouseMoved', await page.at(3_050))
  expect(await textsOf(page, '#cursor')).toEqual(['3.05 s'])
  const cells = await textsOf(page, '#asked tbody tr:first-child td')
  const { p50Ms, maxMs, answers } = good.timeline.machines['web-1'] ?? {}
  expect(cells[1]).toBe('Warm Up')
  expect(cells[2]).toBe(`${answers?.['1.0.0']?.[30]} by 1.0.0`)
  expect([number(cells[3]), number(cells[5])]).toEqual([p50Ms?.[30], maxMs?.[30]])
  await page.mouse('mouseMoved', await page.at(7_050))
  expect((await textsOf(page, '#asked tbody tr:first-child td')).slice(1, 3)).toEqual([
    'drain',
    expect.stringMatching(/ by 1\.1\.0$/),
  ])
})

/** Of the mark on the plot's line of the slowest answers, when the mouse is there: 1 is the top of the plot. */
async function heightOfSlowest(page: OpenPage, at: { x: number; y: number }): Promise<number> {
  await page.mouse('mouseMoved', at)
  return page.evaluate(`(() => {
    const mark = [...document.querySelectorAll('.latency .u-cursor-pt')].at(-1).getBoundingClientRect()
    const plot = document.querySelector('.latency .u-over').getBoundingClientRect()
    return (plot.bottom - (mark.top + mark.bottom) / 2) / plot.height
  })()`)
}

test('dragging zooms all lanes alike; a double click shows everything again', async () => {
  const page = await openPage(chromium, good)
  const whole = await axis(page)
  const to = await page.at(8_500)
  await page.mouse('mousePressed', await page.at(6_500))
  await page.mouse('mouseMoved', to)
  await page.mouse('mouseReleased', to)
  const zoomed = await axis(page)
  expect(zoomed[0]).toBeGreaterThanOrEqual(6.4)
  expect(zoomed.at(-1)).toBeLessThanOrEqual(8.6)

  // the plot and the lanes have the same moment at the same place: the slow answer of 7.48 s is above 7.48 s
  const at = await page.at(7_480)
  const slowest = await heightOfSlowest(page, at)
  expect(slowest).toBeGreaterThan(0.8)
  expect(await heightOfSlowest(page, await page.at(7_150))).toBeLessThan(0.5)
  const windows = await page.evaluate<
    number[][]
  >(`['.machine .window', '.lost .window', '.latency .u-over'].map((selector) => {
    const { left, right } = document.querySelector(selector).getBoundingClientRect()
    return [Math.round(left), Math.round(right)]
  })`)
  expect(new Set(windows.map(String)).size).toBe(1)

  for (const count of [1, 2])
    for (const type of ['mousePressed', 'mouseReleased'] as const) await page.mouse(type, at, count)
  expect(await axis(page)).toEqual(whole)
})

test('everything that the mouse does the keys do, and it is said aloud', async () => {
  const page = await openPage(chromium, crashed)
  const whole = await axis(page)
  for (let tabs = 0; tabs < 20; tabs++) {
    await page.send('Input.dispatchKeyEvent', { type: 'keyDown', key: 'Tab', code: 'Tab', windowsVirtualKeyCode: 9 })
    if ((await page.evaluate<string>('document.activeElement.id')) === 'picture') break
  }
  expect(await page.evaluate('document.activeElement.id')).toBe('picture')
  await page.key('Home')
  for (let presses = 0; presses < 5; presses++)
    await page.send('Input.dispatchKeyEvent', { type: 'keyDown', key: 'ArrowRight', modifiers: 8 })
  expect((await textsOf(page, '.spoken'))[0]).toMatch(
    /^5\.00 seconds\. web-1: nobody answered, Switch, failed, \d+ lost\. web-2: 1\.0\.0 answered/,
  )
  for (let presses = 0; presses < 3; presses++) await page.key('+')
  const near = await axis(page)
  expect((near.at(-1) ?? 0) - (near[0] ?? 0)).toBeLessThan(6)
  await page.key('0')
  expect(await axis(page)).toEqual(whole)
})

test('the list of parts and each row lead to their place in the picture', async () => {
  const page = await openPage(chromium, crashed)
  await page.evaluate(`(() => {
    const part = document.getElementById('part')
    part.value = [...part.options].find(({ text }) => text === 'what was lost').value
    part.dispatchEvent(new Event('change'))
  })()`)
  const lostAt = crashed.lostRequests.map(({ at }) => (at - Date.parse(crashed.timeline.from)) / 1000)
  const near = await axis(page)
  expect(near[0]).toBeGreaterThanOrEqual(Math.min(...lostAt) - 1.1)
  expect(near.at(-1)).toBeLessThanOrEqual(Math.max(...lostAt) + 1.1)
  await page.evaluate(`[...document.querySelectorAll('td[data-at] button')].at(-1).click()`)
  expect(await textsOf(page, '#cursor')).toEqual(
    await textsOf(page, 'tr:last-child td[data-at]').then((all) => all.slice(-1)),
  )
})

test('light or dark as the system is, and the other one at a click', async () => {
  const back = (page: OpenPage) => page.evaluate<string>('getComputedStyle(document.body).backgroundColor')
  const light = await openPage(chromium, good)
  const dark = await openPage(chromium, good, { theme: 'dark' })
  expect([await back(light), await back(dark)]).toEqual(['rgb(255, 255, 255)', 'rgb(20, 24, 28)'])
  for (const page of [light, dark]) await page.evaluate(`document.getElementById('theme').click()`)
  expect([await back(light), await back(dark)]).toEqual(['rgb(20, 24, 28)', 'rgb(255, 255, 255)'])
})

test('without a script the picture is there, and nothing that would need one', async () => {
  const page = await openPage(chromium, crashed, { script: false })
  for (const there of [
    '.still path.p99',
    '.answers .r0',
    '.steps .failed',
    '.flag',
    '.cross',
    '#ticks b',
    '.lost .time > i',
  ])
    expect(await shown(page, there), there).toBe(true)
  for (const gone of ['.toolbar', '#theme', '#plot']) expect(await shown(page, gone), gone).toBe(false)
})

test('with a script the plot takes the place of the still picture', async () => {
  const page = await openPage(chromium, good)
  expect([await shown(page, '.still'), await shown(page, '#plot canvas')]).toEqual([false, true])
})

test('on paper it is light and whole, whatever was on the screen', async () => {
  const page = await openPage(chromium, crashed, { theme: 'dark' })
  const whole = await axis(page)
  await page.evaluate(`document.getElementById('picture').focus()`)
  for (const key of ['ArrowRight', '+', '+']) await page.key(key)
  await page.send('Emulation.setEmulatedMedia', {
    ...{ media: 'print', features: [{ name: 'prefers-color-scheme', value: 'dark' }] },
  })
  expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)')
  await expect.poll(() => axis(page), { timeout: 10_000 }).toEqual(whole)
  expect(await shown(page, '.still path.p99')).toBe(true)
  for (const gone of ['.toolbar', '#theme', '#plot', '#cursor', '#asked'])
    expect(await shown(page, gone), gone).toBe(false)
  const { data } = await page.send('Page.printToPDF', { printBackground: false })
  const pages =
    Buffer.from(String(data), 'base64')
      .toString('latin1')
      .match(/\/Type\s*\/Page\b/g)?.length ?? 0
  expect(pages).toBeGreaterThan(1)
  expect(pages).toBeLessThan(15)
})

/** None of a group may lie over another of it. */
const groups = [
  '.figure',
  '.gutter .what, .machine .gutter, .lost > .gutter, .axis .gutter, .ticks span, #ticks b, .machine .window, .latency .window',
  '.key > li, .toolbar > *, h2',
  'h1, .lead, .verdict > *, .problems li',
]

test.each([1280, 400])('at %i pixels nothing lies over another thing, nor out of sight', async (width) => {
  for (const report of [good, crashed, rehearsed({ machines: 12 })]) {
    const page = await openPage(chromium, report, { width })
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width)
    const overlaps = await page.evaluate<string[]>(`(() => {
      const boxOf = (element) => {
        if (element.matches('.window, .figure, .toolbar > *, .verdict > *')) return element.getBoundingClientRect()
        const text = document.createRange()
        text.selectNodeContents(element.firstElementChild?.matches('.what') ? element.firstElementChild : element)
        return text.getBoundingClientRect()
      }
      return ${JSON.stringify(groups)}.flatMap((selector) => {
        const boxes = [...document.querySelectorAll(selector)]
          .filter((each) => each.getClientRects().length > 0)
          .map((each) => ({ box: boxOf(each), what: each.className + ' ' + each.textContent.slice(0, 30) }))
        return boxes.flatMap(({ box: one, what }, index) => boxes.slice(index + 1)
          .filter(({ box }) => one.left < box.right - 1 && box.left < one.right - 1 && one.top < box.bottom - 1 && box.top < one.bottom - 1)
          .map((other) => what + ' / ' + other.what))
      })
    })()`)
    expect(overlaps).toEqual([])
  }
})

test('100,000 requests are drawn as quickly as few', async () => {
  const page = await openPage(chromium, rehearsed({ requests: 100_000 }))
  const ms = await page.evaluate<number>(`(() => {
    const begin = performance.now()
    for (let n = 0; n < 5; n++) document.getElementById('latency-of').dispatchEvent(new Event('change'))
    return (performance.now() - begin) / 5
  })()`)
  expect(ms).toBeLessThan(250)
})
