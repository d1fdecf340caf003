/**
 * Runs in the reader's browser: reads the report from the page and draws it with uPlot. Without it the picture and the tables
 * of the page say the same.
 */
export const plotScript = `
(() => {
  const report = JSON.parse(document.getElementById('report').textContent)
  const colours = JSON.parse(document.getElementById('colours').textContent)
  const place = document.getElementById('plots')
  const { timeline } = report
  const from = Date.parse(timeline.from)
  const machines = Object.keys(timeline.machines)
  const pieces = timeline.machines[machines[0]].lost.length
  const seconds = Array.from({ length: pieces }, (_, piece) => (piece * timeline.pieceMs) / 1000)
  const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim()
  const sum = (lists) => seconds.map((_, piece) => lists.reduce((total, list) => total + (list?.[piece] ?? 0), 0))

  const switchLines = (machine) => ({
    hooks: {
      draw: (plot) => {
        const { ctx, bbox } = plot
        ctx.save()
        ctx.strokeStyle = css('--text')
        for (const each of report.switches) {
          if (machine !== undefined && each.machine !== machine) continue
          for (const [moment, dash] of [[each.switchedAt, []], [each.provenAt, [4, 4]]]) {
            const at = (Date.parse(moment) - from) / 1000
            if (moment === null || at < 0) continue
            const x = Math.round(plot.valToPos(at, 'x', true)) + 0.5
            ctx.setLineDash(dash)
            ctx.beginPath()
            ctx.moveTo(x, bbox.top)
            ctx.lineTo(x, bbox.top + bbox.height)
            ctx.stroke()
          }
        }
        ctx.restore()
      },
    },
  })

  const axis = (more) => ({ stroke: css('--faint'), grid: { stroke: css('--line'), width: 1 }, ticks: { stroke: css('--line') }, ...more })

  function draw(title, height, series, data, scale, label, machine) {
    const heading = document.createElement('h3')
    heading.textContent = title
    const box = document.createElement('div')
    box.className = 'plot'
    place.append(heading, box)
    const options = {
      width: place.clientWidth,
      height,
      cursor: { sync: { key: 'time' } },
      scales: { x: { time: false }, y: scale },
      axes: [axis({ values: (_, ticks) => ticks.map((tick) => tick + ' s') }), axis({ label, labelSize: 18, size: 56 })],
      series: [{ label: 'after', value: (_, at) => (at == null ? '' : at.toFixed(2) + ' s') }, ...series],
      plugins: [switchLines(machine)],
    }
    return new uPlot(options, [seconds, ...data], box)
  }

  function drawAll() {
    place.replaceChildren()
    const releases = Object.keys(timeline.machines[machines[0]].answers)
    const perSecond = 1000 / timeline.pieceMs
    const answers = releases.map((release) => sum(machines.map((name) => timeline.machines[name].answers[release])).map((n, piece) => (piece < pieces - 1 ? n * perSecond : null)))
    const lost = sum(machines.map((name) => timeline.machines[name].lost)).map((n) => (n > 0 ? n : null))
    const lines = releases.map((release) => ({ label: release, stroke: colours.releases[release] ?? colours.releases.unknown, width: 2 }))
    const errors = { label: 'lost or mixed', stroke: colours.lost, paths: () => null, points: { show: true, size: 8, fill: colours.lost } }
    const plots = [draw('Answers a second, all machines', 220, [...lines, errors], [...answers, lost], {}, 'answers/s')]
    for (const machine of machines) {
      const { p50Ms, p99Ms, maxMs } = timeline.machines[machine]
      const series = [
        { label: 'p50', stroke: css('--faint'), width: 1.5 },
        { label: 'p99', stroke: '#3b7dd8', width: 1.5 },
        { label: 'max', stroke: '#c77d11', width: 1 },
      ]
      const scale = { distr: 3, range: (_, low, high) => [Math.min(1, low || 1), Math.max(10, (high || 10) * 1.2)] }
      plots.push(draw('Latency of ' + machine, 190, series, [p50Ms, p99Ms, maxMs], scale, 'ms', machine))
    }
    return plots
  }

  let plots = drawAll()
  const again = () => {
    for (const plot of plots) plot.destroy()
    plots = drawAll()
  }
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', again)
  addEventListener('resize', () => {
    for (const plot of plots) plot.setSize({ width: place.clientWidth, height: plot.height })
  })
})()
`
