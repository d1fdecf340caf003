import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { page } from '../page.js'
import { Chromium } from './chromium.js'
import { recordedRehearsal } from './recorded-rehearsal.js'
import { terminalPicture } from './terminal-picture.js'

const project = fileURLToPath(new URL('../../../..', import.meta.url))
const pictures = path.join(project, 'docs', 'images')
const width = 1100
const below = 9

/** Rehearses, and makes the pictures of it that the README shows. */
async function makePictures(): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'pictures-'))
  const chromium = await Chromium.start()
  try {
    console.log('Rehearsing; this takes about 45 seconds.')
    const { report, lines } = await recordedRehearsal(project, folder)
    const html = path.join(folder, 'report.html')
    await writeFile(html, page(report))
    await mkdir(pictures, { recursive: true })
    await writeFile(path.join(pictures, 'rehearsal.svg'), terminalPicture('npm run rehearse', lines))
    for (const theme of ['light', 'dark'])
      await writeFile(path.join(pictures, `report-${theme}.png`), await photographed(chromium, html, theme))
    console.log(`${report.sentence}\nMade: docs/images/rehearsal.svg, report-light.png, report-dark.png`)
  } finally {
    await chromium.close()
    await rm(folder, { recursive: true, force: true })
  }
}

/** The report from its top to the end of the picture. */
async function photographed(chromium: Chromium, html: string, theme: string): Promise<Buffer> {
  const tab = await chromium.tab({ width, height: 900 })
  await tab.send('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: theme }] })
  await tab.open(pathToFileURL(html).href)
  const bottom = await tab.evaluate<number>(`document.getElementById('picture').getBoundingClientRect().bottom`)
  return tab.screenshot({ width, height: Math.ceil(bottom) + below })
}

await makePictures()
