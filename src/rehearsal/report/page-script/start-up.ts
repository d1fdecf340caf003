/** Ties the page's controls to what they do. */
export const startUp = `
const root = document.documentElement
root.classList.add('scripted')
picture.tabIndex = 0
picture.setAttribute('aria-describedby', 'hint')
const chosenPart = make('i')
chosenPart.id = 'chosen'
chosenPart.hidden = true
over.append(chosenPart)
drawPlot()
show(0, data.spanMs)

const shareAt = ({ clientX }) => {
  const { left, width } = over.getBoundingClientRect()
  return Math.min(1, Math.max(0, (clientX - left) / width))
}
const msAt = (share) => view.from + share * (view.to - view.from)
const leastDragPx = 6
let dragFrom

picture.addEventListener('pointermove', (event) => {
  const share = shareAt(event)
  ask(msAt(share))
  if (dragFrom === undefined) return
  chosenPart.hidden = false
  chosenPart.style.left = Math.min(dragFrom, share) * 100 + '%'
  chosenPart.style.width = Math.abs(share - dragFrom) * 100 + '%'
})
picture.addEventListener('pointerdown', (event) => {
  if (event.button !== 0) return
  dragFrom = shareAt(event)
  picture.setPointerCapture(event.pointerId)
})
picture.addEventListener('pointerup', (event) => {
  const from = dragFrom
  const to = shareAt(event)
  dragFrom = undefined
  chosenPart.hidden = true
  if (from !== undefined && Math.abs(to - from) * over.clientWidth > leastDragPx) show(msAt(Math.min(from, to)), msAt(Math.max(from, to)))
})
picture.addEventListener('pointercancel', () => {
  dragFrom = undefined
  chosenPart.hidden = true
})
picture.addEventListener('pointerleave', () => {
  if (dragFrom === undefined) ask(undefined)
})
picture.addEventListener('dblclick', does.whole)
picture.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !Object.hasOwn(keys, event.key)) return
  event.preventDefault()
  keys[event.key](event)
})

for (const button of document.querySelectorAll('[data-does]')) button.addEventListener('click', does[button.dataset.does])
const parts = document.getElementById('part')
parts.addEventListener('change', () => {
  parts.shownPart = parts.value
  show(...parts.value.split(',').map(Number))
})
document.getElementById('latency-of').addEventListener('change', () => {
  drawPlot()
  ask(moment)
})

for (const cell of document.querySelectorAll('td[data-at]')) {
  const button = make('button', '', cell.textContent)
  button.type = 'button'
  button.title = 'Show it in the picture'
  cell.replaceChildren(button)
  button.addEventListener('click', () => {
    const at = Number(cell.dataset.at)
    show(at - 1500, at + 1500)
    ask(at)
    picture.focus({ preventScroll: true })
    picture.scrollIntoView({ block: 'center' })
  })
}

const darkScheme = matchMedia('(prefers-color-scheme: dark)')
const redraw = () => {
  drawPlot()
  ask(moment)
}
darkScheme.addEventListener('change', redraw)
document.getElementById('theme').addEventListener('click', () => {
  const isDark = root.dataset.theme ? root.dataset.theme === 'dark' : darkScheme.matches
  root.dataset.theme = isDark ? 'light' : 'dark'
  redraw()
})
new ResizeObserver(() => {
  plot.setSize({ width: plotPlace.clientWidth, height: plotPlace.clientHeight })
  showTicks()
  ask(moment)
}).observe(plotPlace)

// Paper gets the whole time.
let before
matchMedia('print').addEventListener('change', ({ matches }) => {
  if (matches) {
    before = view
    does.whole()
  } else show(before.from, before.to)
})
`
