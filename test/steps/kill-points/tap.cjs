/**
 * Loaded into a step's own process (NODE_OPTIONS=--require): writes down each effect that the step is about to have on the world
 * outside, and does what it was told to do at one of them. Programs that the step starts do not inherit it.
 */
const told = process.env.BLUEGREEN_TAP
delete process.env.NODE_OPTIONS
delete process.env.BLUEGREEN_TAP
if (told) tap(JSON.parse(told))

function tap({ record, folder, at, action }) {
  const fs = require('node:fs')
  const child_process = require('node:child_process')
  const http = require('node:http')
  const net = require('node:net')
  const { spawn, spawnSync } = child_process
  const { appendFileSync } = fs
  const seen = new Map()
  const children = new Set()
  let isOn = false
  let onSince = 0

  /** The same in each run on this machine: without process ids and random names. */
  const plain = (text) =>
    String(text)
      .replaceAll(folder, '')
      .replace(/(?<=[\\/])\.?([^\\/]+)\.\d+\.[0-9a-f]{8}\.blue-green-tmp/g, '$1.tmp')
      .replace(/\/Work\/[^/]+/g, '/Work')
      .replace(/\d{4,}|(?<=W3WP\()\d+/g, '#')
      .replace(/[\0\n\r]+/g, ' ')

  function die() {
    appendFileSync(record, 'killed\n')
    for (const pid of children) {
      try {
        process.kill(-pid, 'SIGKILL')
      } catch {
        // it has ended
      }
    }
    process.kill(process.pid, 'SIGKILL')
  }

  function jump(ms) {
    const Real = Date
    globalThis.Date = class extends Real {
      constructor(...args) {
        if (args.length === 0) super(Real.now() + ms)
        else super(...args)
      }
      static now() {
        return Real.now() + ms
      }
    }
  }

  const pathOf = (key) => key.replace(/^\w+ /, '').replace(/ \(\d+\)$/, '')

  const errorOf = (code, what) =>
    Object.assign(new Error(`${code}: made up by a test, ${what}`), { code, syscall: what })

  /** One effect that is about to be. `isHere`: it is the one that something is to happen at. */
  function effect(kind, target) {
    const name = `${kind} ${plain(target)}`
    const count = (seen.get(name) ?? 0) + 1
    seen.set(name, count)
    const key = `${name} (${count})`
    appendFileSync(record, `${key}\n`)
    const isHere = key === at
    if (isHere && !isOn) {
      isOn = true
      onSince = performance.now()
      if (action.do !== 'kill') appendFileSync(record, 'happened\n')
      if (action.do === 'kill' && action.when === 'before') die()
      if (action.do === 'clock') jump(action.ms)
    }
    return { kind, path: plain(target), isHere }
  }

  /** The error of the file system that this effect ends with; undefined: none. */
  function failureOf({ kind, path }) {
    if (!isOn || action.do !== 'error') return undefined
    const { code, lasts, ms } = action
    const isMeant =
      lasts === 'disk'
        ? ['create', 'write', 'mkdir', 'symlink', 'sync'].includes(kind)
        : path.replace(/\.tmp$/, '') === pathOf(at).replace(/\.tmp$/, '')
    if (!isMeant || (ms !== undefined && performance.now() - onSince > ms)) return undefined
    return errorOf(code, `${kind} ${path}`)
  }

  /** Half of a write is done, where that is to happen. @param real writes these bytes */
  async function half({ isHere }, data, real) {
    if (!isHere || action.do !== 'kill' || action.when !== 'half') return
    const bytes = Buffer.from(data)
    await real(bytes.subarray(0, Math.floor(bytes.length / 2)))
    die()
  }

  function after({ isHere }) {
    if (!isHere) return
    if (action.do === 'kill' && action.when === 'after') die()
    if (action.do === 'run') spawnSync(action.program, action.args)
  }

  const wrapped =
    (kind, real, targetOf) =>
    async (...args) => {
      const one = effect(kind, targetOf(...args))
      const failure = failureOf(one)
      if (failure) throw failure
      try {
        return await real(...args)
      } finally {
        // A deletion of what is not there is one too.
        after(one)
      }
    }

  const { promises } = fs
  const first = (path) => path
  const both = (from, to) => `${from} -> ${plain(to)}`
  for (const [kind, names, targetOf] of [
    ['rename', ['rename'], (_from, to) => to],
    ['delete', ['rm', 'unlink', 'rmdir'], first],
    ['mkdir', ['mkdir'], first],
    ['symlink', ['symlink', 'link'], both],
    ['chmod', ['chmod', 'utimes', 'lutimes'], first],
    ['truncate', ['truncate'], first],
    ['copy', ['copyFile', 'cp'], both],
  ])
    for (const name of names) promises[name] = wrapped(kind, promises[name].bind(promises), targetOf)

  for (const name of ['writeFile', 'appendFile']) {
    const real = promises[name].bind(promises)
    promises[name] = async (path, data, ...rest) => {
      const one = effect('write', path)
      const failure = failureOf(one)
      if (failure) throw failure
      await half(one, data, (bytes) => real(path, bytes, ...rest))
      await real(path, data, ...rest)
      after(one)
    }
  }

  const { open } = promises
  promises.open = async (path, flags = 'r', ...rest) => {
    const writes = typeof flags === 'number' ? (flags & 3) !== 0 : /[wa+]/.test(flags)
    const handle = writes
      ? await wrapped('create', (...args) => open(...args), first)(path, flags, ...rest)
      : await open(path, flags, ...rest)
    if (!writes) return handle
    for (const name of ['writeFile', 'appendFile', 'write']) {
      const real = handle[name].bind(handle)
      handle[name] = async (data, ...args) => {
        const one = effect('write', path)
        const failure = failureOf(one)
        if (failure) throw failure
        await half(one, data, real)
        const result = await real(data, ...args)
        after(one)
        return result
      }
    }
    for (const name of ['chmod', 'utimes', 'truncate']) {
      const real = handle[name].bind(handle)
      handle[name] = wrapped('chmod', real, () => path)
    }
    const sync = handle.sync.bind(handle)
    handle.sync = async () => {
      const failure = failureOf({ kind: 'sync', path: plain(path) })
      if (failure) throw failure
      return sync()
    }
    return handle
  }

  child_process.spawn = (program, args, options) => {
    const one = effect('start', `${require('node:path').basename(program)} ${args.join(' ')}`)
    const ends = one.isHere && action.do === 'exit' ? action : undefined
    const child =
      ends && !ends.made
        ? spawn(
            'bash',
            ['-c', 'printf "%s\\r\\n" "$1"; printf "%s\\n" "$1" >&2; exit "$2"', 'bash', ends.text, String(ends.code)],
            options,
          )
        : spawn(program, args, options)
    if (child.pid !== undefined) children.add(child.pid)
    if (ends?.made) {
      const emit = child.emit.bind(child)
      child.emit = (event, ...rest) =>
        event === 'exit' || event === 'close' ? emit(event, ends.code, null) : emit(event, ...rest)
    }
    if (one.isHere && action.do === 'kill' && action.when === 'during') setImmediate(die)
    child.once('exit', () => {
      children.delete(child.pid)
      after(one)
    })
    return child
  }

  const { request } = http
  http.request = (options, ...rest) => {
    const one = effect('request', `:${options.port}${options.path}`)
    const sent = request(options, ...rest)
    // One that nobody answers has had its effect as well.
    const ended = () => {
      sent.off('response', ended).off('error', ended)
      after(one)
    }
    sent.once('response', ended).once('error', ended)
    const flaps = isOn && action.do === 'flap' && action.times-- > 0 && action.times % 2 === 1
    if (flaps) setImmediate(() => sent.destroy(errorOf('ECONNRESET', 'request')))
    return sent
  }

  const { listen } = net.Server.prototype
  net.Server.prototype.listen = function (options, ...rest) {
    if (!String(options?.path).startsWith('\0')) return listen.call(this, options, ...rest)
    const one = effect('lock', 'of this machine')
    this.once('listening', () => after(one))
    return listen.call(this, options, ...rest)
  }
  require('node:module').syncBuiltinESMExports()
}
