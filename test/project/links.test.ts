import { existsSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { pages, read, root } from './project-files.js'

/** Links and pictures outside of code. */
function linksIn(page: string): string[] {
  const text = read(page)
    .replace(/^```[\s\S]*?^```/gm, '')
    .replace(/`[^`\n]*`/g, '')
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link ?? '')
}

/** The anchors of a page's headings, as GitHub and Octopus make them. */
const anchorsOf = (page: string): string[] =>
  [...read(page).matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    (heading ?? '')
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  )

/** Why a link leads nowhere; undefined where it does. */
function broken(page: string, link: string): string | undefined {
  const [file = '', anchor] = link.split('#')
  const target = file === '' ? page : path.join(path.dirname(page), file)
  if (!existsSync(path.join(root, target))) return `${page}: ${link}: there is no ${target}`
  if (anchor && !anchorsOf(target).includes(anchor)) return `${page}: ${link}: ${target} has no such heading`
  return undefined
}

test('every relative link of every page leads to a file, and to a heading where it names one', () => {
  const links = pages().flatMap((page) => linksIn(page).map((link) => ({ page, link })))
  const relative = links.filter(({ link }) => !/^[a-z]+:/.test(link))
  expect(relative.length).toBeGreaterThan(30)
  expect(relative.flatMap(({ page, link }) => broken(page, link) ?? [])).toEqual([])
})

test('every guide can be reached from the README', () => {
  const reached = new Set<string>()
  const visit = (page: string) => {
    if (reached.has(page)) return
    reached.add(page)
    for (const link of linksIn(page).filter((link) => !/^[a-z]+:/.test(link))) {
      const target = path.join(path.dirname(page), link.split('#')[0] ?? '')
      if (target.endsWith('.md')) visit(target)
    }
  }
  visit('README.md')
  expect(pages().filter((page) => !reached.has(page))).toEqual([])
})
