import { copyFileSync, mkdirSync, statSync } from 'node:fs'
import path from 'node:path'
import { type Piece, readLine, type ServiceMessage } from './service-message.js'
import type { Artifact, Level, LogLine } from './tentacle.js'

const stdoutLevels: Readonly<Record<string, Level | 'ignore'>> = {
  'stdout-default': 'info',
  'stdout-verbose': 'verbose',
  'stdout-warning': 'warning',
  'stdout-error': 'error',
  'stdout-highlight': 'highlight',
  'stdout-wait': 'wait',
  'stdout-ignore': 'ignore',
}
const stderrLevels: Readonly<Record<string, Level | 'ignore'>> = {
  'stderr-default': 'error',
  'stderr-error': 'error',
  'stderr-progress': 'verbose',
  'stderr-ignore': 'ignore',
}

/** Where artifacts are kept, and where one is that a script names. */
type ArtifactPlaces = { readonly folder: string; onDisk(named: string): string }

/** What a script says: log lines, output variables, artifacts, progress and a result message. Secrets are masked. */
export class ActionLog {
  readonly lines: LogLine[] = []
  readonly outputs: Record<string, string> = {}
  readonly sensitiveOutputs: string[] = []
  readonly artifacts: Artifact[] = []
  readonly progress: { percentage: number; message: string }[] = []
  resultMessage: string | undefined
  /** Something came on stderr that was neither a service message nor marked as progress. */
  errorOutput = false
  /** How often a secret was replaced: a step that never prints one has 0. */
  maskings = 0
  readonly #secrets = new Set<string>()
  readonly #artifacts: ArtifactPlaces
  readonly #where: 'line-start' | 'anywhere'
  readonly #onLine: (line: LogLine) => void
  #workFolder = ''
  #stdoutLevel: Level | 'ignore' = 'info'
  #stderrLevel: Level | 'ignore' = 'error'

  constructor(artifacts: ArtifactPlaces, where: 'line-start' | 'anywhere', onLine: (line: LogLine) => void) {
    this.#artifacts = artifacts
    this.#where = where
    this.#onLine = onLine
  }

  /** A new attempt starts with the default levels, in its own folder. */
  startAttempt(workFolder: string): void {
    this.#workFolder = workFolder
    this.#stdoutLevel = 'info'
    this.#stderrLevel = 'error'
    this.resultMessage = undefined
    this.errorOutput = false
  }

  /** The longest first, so that a secret within another leaves no rest of it. */
  mask(secret: string): void {
    if (secret === '') return
    const longestFirst = [...this.#secrets, secret].sort((a, b) => b.length - a.length)
    this.#secrets.clear()
    for (const each of longestFirst) this.#secrets.add(each)
  }

  add(level: Level, text: string): void {
    let shown = text
    for (const secret of this.#secrets) {
      const parts = shown.split(secret)
      this.maskings += parts.length - 1
      shown = parts.join('********')
    }
    const line = { level, text: shown, at: Date.now() }
    this.lines.push(line)
    this.#onLine(line)
  }

  stdout(line: string): void {
    for (const piece of readLine(line, this.#where)) this.#take(piece, () => this.#stdoutLevel)
  }

  stderr(line: string): void {
    for (const piece of readLine(line, this.#where)) {
      if ('text' in piece && this.#stderrLevel === 'error') this.errorOutput = true
      this.#take(piece, () => this.#stderrLevel)
    }
  }

  #take(piece: Piece, level: () => Level | 'ignore'): void {
    if ('malformed' in piece) {
      this.add('warning', `A service message that cannot be read was ignored: ${piece.malformed}`)
    } else if ('name' in piece) {
      this.#obey(piece)
    } else {
      const at = level()
      if (at !== 'ignore') this.add(at, piece.text)
    }
  }

  #obey({ name, attributes }: ServiceMessage): void {
    const stdout = stdoutLevels[name]
    const stderr = stderrLevels[name]
    if (stdout) this.#stdoutLevel = stdout
    else if (stderr) this.#stderrLevel = stderr
    else if (name === 'setVariable') this.#setVariable(attributes)
    else if (name === 'createArtifact') this.#collect(attributes)
    else if (name === 'progress')
      this.progress.push({ percentage: Number(attributes['percentage']), message: attributes['message'] ?? '' })
    else if (name === 'resultMessage') this.resultMessage = attributes['message'] ?? ''
    else if (name === 'mask') this.mask(attributes['value'] ?? '')
    else this.add('warning', `Unknown service message: ##octopus[${name}] ${JSON.stringify(attributes)}`)
  }

  #setVariable({ name, value, sensitive }: ServiceMessage['attributes']): void {
    if (!name || value === undefined) {
      this.add('warning', `setVariable without a ${name ? `value (${name})` : 'name'} was ignored.`)
      return
    }
    this.outputs[name] = value
    if (sensitive?.toLowerCase() !== 'true') return
    this.mask(value)
    if (!this.sensitiveOutputs.includes(name)) this.sensitiveOutputs.push(name)
  }

  #collect({ path: from = '', name }: ServiceMessage['attributes']): void {
    const shown = name || path.basename(from)
    const copy = path.join(this.#artifacts.folder, String(this.artifacts.length + 1), path.basename(shown))
    try {
      mkdirSync(path.dirname(copy), { recursive: true })
      copyFileSync(path.resolve(this.#workFolder, this.#artifacts.onDisk(from)), copy)
      this.artifacts.push({ name: shown, path: copy, bytes: statSync(copy).size })
    } catch (error) {
      this.add('error', `The artifact ${shown} could not be collected from ${from}: ${String(error)}`)
    }
  }
}
