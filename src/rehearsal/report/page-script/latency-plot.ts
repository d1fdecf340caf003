/** The latency as a plot in the place of the still picture. */
export const latencyPlot = `
const plotPlace = picture.querySelector('.latency .window').appendChild(make('div'))
plotPlace.id = 'plot'
const middles = data.all.p50Ms.map((_, piece) => (piece + 0.5) * data.pieceMs)
let plot

function drawPlot() {
  plot?.destroy()
  const style = getComputedStyle(document.documentElement)
  const colour = (name) => style.getPropertyValue('--' + name).trim()
  const chosen = document.getElementById('latency-of').value
  const { p50Ms, p99Ms, maxMs } = data.machines.find(({ name }) => name === chosen) ?? data.all
  const { low, high, ticks } = data.scale
  const line = (name, width, more) => ({ label: name, stroke: colour(name), width, points: { show: false }, ...more })
  const options = {
    width: plotPlace.clientWidth,
    height: plotPlace.clientHeight,
    padding: [0, 0, 0, 0],
    legend: { show: false },
    cursor: { x: false, y: false, drag: { setScale: false, x: false, y: false }, points: { size: 7 } },
    scales: { x: { time: false, range: () => [view.from, view.to] }, y: { distr: 3, range: [low, high] } },
    axes: [
      { show: false },
      { size: 0, splits: () => ticks, filter: (_, splits) => splits, values: () => [], ticks: { show: false }, grid: { stroke: colour('line'), width: 1 } },
    ],
    series: [{}, line('text', 1.75), line('faint', 1.25), line('faint', 1, { dash: [2, 3] })],
    bands: [{ series: [2, 1], fill: colour('band') + '8c' }],
  }
  plot = new uPlot(options, [middles, p50Ms, p99Ms, maxMs], plotPlace)
}
`
