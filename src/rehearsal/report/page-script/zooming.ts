/** Which part of the time the picture shows: chosen from a list, by buttons, with the keys, or by dragging. */
export const zooming = `
const shortestMs = Math.min(data.spanMs, 10 * data.pieceMs)
let view = { from: 0, to: data.spanMs }

function show(from, to) {
  const length = Math.min(data.spanMs, Math.max(shortestMs, to - from))
  const begin = Math.min(data.spanMs - length, Math.max(0, (from + to - length) / 2))
  view = { from: begin, to: begin + length }
  picture.style.setProperty('--zoom', data.spanMs / length)
  picture.style.setProperty('--shift', -begin / length)
  const parts = document.getElementById('part')
  const part = [...parts.options].find(({ value }) => value === Math.round(view.from) + ',' + Math.round(view.to))
  parts.value = part ? part.value : parts.shownPart && sameView(parts.shownPart) ? parts.shownPart : ''
  showTicks()
  plot.setScale('x', { min: view.from, max: view.to })
  ask(moment)
}

const clamped = (value) => {
  const [from, to] = value.split(',').map(Number)
  const length = Math.min(data.spanMs, Math.max(shortestMs, to - from))
  const begin = Math.min(data.spanMs - length, Math.max(0, (from + to - length) / 2))
  return [begin, begin + length]
}
const sameView = (value) => clamped(value).every((ms, index) => Math.abs(ms - [view.from, view.to][index]) < 1)

function showTicks() {
  const length = view.to - view.from
  const most = Math.max(2, Math.min(10, Math.floor(over.clientWidth / 55)))
  const every = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 3600].find((each) => length / each / 1000 <= most) ?? 7200
  const digits = every < 1 ? 1 : 0
  const ticks = []
  for (let n = Math.ceil(view.from / every / 1000); n * every * 1000 <= view.to; n++) {
    const tick = make('i')
    tick.style.left = ((n * every * 1000 - view.from) / length) * 100 + '%'
    tick.append(make('b', '', (n * every).toFixed(digits)))
    ticks.push(tick)
  }
  document.getElementById('ticks').replaceChildren(...ticks)
}

/** @param factor below 1: closer */
function zoom(factor, around = (view.from + view.to) / 2) {
  show(around - (around - view.from) * factor, around + (view.to - around) * factor)
}
function move(share) {
  const by = (view.to - view.from) * share
  const held = Math.min(data.spanMs - view.to, Math.max(-view.from, by))
  show(view.from + held, view.to + held)
}
const does = {
  in: () => zoom(0.5, cursor.hidden ? undefined : moment),
  out: () => zoom(2, cursor.hidden ? undefined : moment),
  earlier: () => move(-0.5),
  later: () => move(0.5),
  whole: () => show(0, data.spanMs),
}

function step(pieces) {
  const length = view.to - view.from
  ask((cursor.hidden ? (view.from + view.to) / 2 : moment) + pieces * data.pieceMs)
  if (moment < view.from || moment > view.to) show(moment - length / 2, moment + length / 2)
  speak()
}
const keys = {
  ArrowLeft: ({ shiftKey }) => step(shiftKey ? -10 : -1),
  ArrowRight: ({ shiftKey }) => step(shiftKey ? 10 : 1),
  Home: () => { show(0, view.to - view.from); ask(0); speak() },
  End: () => { show(data.spanMs - (view.to - view.from), data.spanMs); ask(data.spanMs - 1); speak() },
  '+': does.in,
  '=': does.in,
  '-': does.out,
  0: does.whole,
  Escape: () => { ask(undefined); does.whole() },
}
`
