import { expect, test } from 'vitest'
import { docsList, docsPage } from '../../src/templates/docs-page.js'
import { greet } from './fixtures/greet-file.js'

const page = docsPage(greet)

test('shows every parameter with its default, variable and explanation', () => {
  expect(page).toContain('| `BG.Application` | Application | `#{BlueGreen.Application}` | yes |')
  expect(page).toContain('| `BG.Style` | Style | `plain` (Plain) | yes |')
  expect(page).toContain('| `BG.Raw` | Raw text |  |  |')
  expect(page).toContain('| `BG.NodePath` | Path of Node | `#{BlueGreen.NodePath}` |  |')
  for (const field of Object.values(greet.page.inputs)) expect(page).toContain(field.help)
})

test('says all that its page says', () => {
  const { summary, changes, needs, ifKilled, errors, outputs } = greet.page
  for (const told of [
    summary,
    changes,
    needs,
    ifKilled,
    ...Object.entries(errors).flat(),
    ...Object.entries(outputs).flat(),
  ])
    expect(page).toContain(told)
})

test('the list leads to each page', () => {
  expect(docsList([greet])).toContain(`| [Blue-Green - Greet](greet.md) | ${greet.page.summary} | PowerShell, Bash |`)
})
