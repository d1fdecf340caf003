import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { page } from './page.js'
import type { Report } from './report.js'

/** Writes `report.json` and `report.html` into the folder. */
export async function writeReport(report: Report, folder: string): Promise<{ json: string; html: string }> {
  const json = path.join(folder, 'report.json')
  const html = path.join(folder, 'report.html')
  await mkdir(folder, { recursive: true })
  await writeFile(json, `${JSON.stringify(report, null, 2)}\n`)
  await writeFile(html, page(report))
  return { json, html }
}
