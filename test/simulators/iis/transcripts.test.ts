import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { freePort, machine } from './simulated-machine.js'

/*
 * A transcript is a list of calls. `options {…}`: of the host. `> program arguments`: as in Bash, single quotes keep
 * blanks. `< line`: standard input. Lines after it: standard output, each ended by \r\n; `\r` stands for a carriage
 * return, `\z` at the end of the last line for "no line end". `= code`: the Windows exit code. {port1}, {folder}: made up.
 */
type Call = { args: string[]; stdin: string; stdout: string; exitCode: number }

const folder = join(import.meta.dirname, 'transcripts')

for (const file of readdirSync(folder)) {
  test.concurrent(`answers as the transcript ${file} says`, async (context) => {
    const text = readFileSync(join(folder, file), 'utf8')
    const options = /^options (.*)$/m.exec(text)?.[1] ?? '{}'
    const { host, root } = await machine(context, { ...JSON.parse(options), startCommand: undefined })
    mkdirSync(join(root, 'www'))
    const [port1, port2] = [await freePort(), await freePort()]
    const filled = text.replaceAll('{port1}', `${port1}`).replaceAll('{port2}', `${port2}`).replaceAll('{folder}', root)
    for (const {
      args: [program = '', ...args],
      stdin,
      ...expected
    } of parse(filled)) {
      const call = { program, args, stdin }
      expect({ call, ...(await host.run(call)) }).toEqual({ call, ...expected })
    }
  })
}

function parse(text: string): Call[] {
  const blocks = text.split(/^> /m).slice(1)
  return blocks.map((block) => {
    const [command = '', ...lines] = block.split('\n')
    const end = lines.findIndex((line) => /^= \d+$/.test(line))
    if (end < 0) throw new Error(`No exit code after ${command}`)
    const stdin = lines.slice(0, end).filter((line) => line.startsWith('< '))
    const output = lines.slice(stdin.length, end).map((line) => `${line.replaceAll('\\r', '\r')}\r\n`)
    return {
      args: [...command.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g)].map(([arg]) => arg.replace(/^(['"])(.*)\1$/s, '$2')),
      stdin: stdin.map((line) => `${line.slice(2)}\n`).join(''),
      stdout: output.join('').replace('\\z\r\n', ''),
      exitCode: Number(lines[end]?.slice(2)),
    }
  })
}
