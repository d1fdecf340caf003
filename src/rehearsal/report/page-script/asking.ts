/** What a moment was like: a line through the picture, and a row a machine below it. */
export const asking = `
const asked = document.getElementById('asked')
const cursor = make('i')
cursor.id = 'cursor'
cursor.hidden = true
const cursorText = cursor.appendChild(make('b'))
over.append(cursor)
const spoken = make('p', 'spoken')
spoken.setAttribute('aria-live', 'polite')
asked.after(spoken)
let moment

const inPiece = ({ first, counts }, piece) => counts[piece - first] ?? 0
const stepAt = ({ bars }, ms) => bars.find(({ from, to }) => from <= ms && ms < to)
const saysMs = (ms) => (ms == null ? '' : ms.toLocaleString('en'))

function rowOf(machine, ms) {
  const piece = Math.min(middles.length - 1, Math.floor(ms / data.pieceMs))
  const bar = stepAt(machine, ms)
  return {
    name: machine.name,
    step: bar ? bar.step + (bar.kind === 'failed' || bar.kind === 'killed' ? ', ' + bar.kind : '') : '',
    answered: Object.entries(machine.answers).map(([release, list]) => [release, inPiece(list, piece)]).filter(([, n]) => n > 0),
    lost: inPiece(machine.lost, piece),
    p50: machine.p50Ms[piece],
    p99: machine.p99Ms[piece],
    max: machine.maxMs[piece],
  }
}

const mostReleases = 4
const heads = ['machine', 'step', 'answered', 'median, ms', 'p99, ms', 'slowest, ms', 'lost']
const rows = data.machines.map(() => heads.map((_, column) => make('td', column > 2 ? 'number' : '')))
{
  const table = asked.appendChild(make('table'))
  const caption = table.createCaption()
  caption.className = 'hint'
  caption.id = 'asked-when'
  const head = table.createTHead().insertRow()
  for (const [column, text] of heads.entries()) head.append(make('th', column > 2 ? 'number' : '', text))
  const body = table.createTBody()
  for (const cells of rows) body.insertRow().append(...cells)
}

const sumIn = ({ first, counts }, from, to) => counts.reduce((sum, n, index) => (index + first >= from && index + first < to ? sum + n : sum), 0)

/** All of what is shown. */
function rowOfView(machine) {
  const from = Math.floor(view.from / data.pieceMs)
  const to = Math.ceil(view.to / data.pieceMs)
  const slowest = machine.maxMs.slice(from, to).reduce((most, ms) => (ms === null || ms < most ? most : ms), 0)
  return {
    name: machine.name,
    answered: Object.entries(machine.answers).map(([release, list]) => [release, sumIn(list, from, to)]).filter(([, n]) => n > 0),
    lost: sumIn(machine.lost, from, to),
    max: slowest || undefined,
  }
}

function showRows() {
  const when = document.getElementById('asked-when')
  when.textContent = moment === undefined
    ? 'From ' + seconds(view.from) + ' to ' + seconds(view.to) + ' s. Point at the picture for a moment of it.'
    : 'In the ' + data.pieceMs / 1000 + ' s around ' + seconds(moment) + ' s'
  for (const [index, machine] of data.machines.entries()) {
    const row = moment === undefined ? rowOfView(machine) : rowOf(machine, moment)
    const [name, step, answered, p50, p99, max, lost] = rows[index]
    name.textContent = row.name
    step.textContent = row.step ?? ''
    answered.replaceChildren(
      ...row.answered.slice(0, mostReleases).map(([release, n]) => {
        const entry = make('span')
        entry.append(make('i', 'swatch ' + data.looks[release]), n.toLocaleString('en') + ' by ' + release)
        return entry
      }),
      row.answered.length === 0 ? 'nobody' : row.answered.length > mostReleases ? 'and ' + (row.answered.length - mostReleases) + ' more' : '',
    )
    p50.textContent = saysMs(row.p50)
    p99.textContent = saysMs(row.p99)
    max.textContent = saysMs(row.max)
    lost.textContent = row.lost.toLocaleString('en')
    lost.style.color = row.lost > 0 ? 'var(--bad)' : ''
  }
}

function ask(ms) {
  moment = ms === undefined ? undefined : Math.min(data.spanMs - 1, Math.max(0, ms))
  const share = moment === undefined ? -1 : (moment - view.from) / (view.to - view.from)
  cursor.hidden = share < 0 || share > 1
  cursor.style.left = share * 100 + '%'
  cursorText.textContent = moment === undefined ? '' : seconds(moment) + ' s'
  cursorText.style.transform = 'translateX(' + -Math.min(90, Math.max(10, share * 100)) + '%)'
  if (cursor.hidden) plot.setCursor({ left: -10, top: -10 })
  else plot.setCursor({ left: share * plot.bbox.width / devicePixelRatio, top: 20 })
  showRows()
}

/** For those who do not see the picture. */
function speak() {
  spoken.textContent = seconds(moment) + ' seconds. ' + data.machines.map((machine) => {
    const { name, step, answered, lost } = rowOf(machine, moment)
    const who = answered.map(([release]) => release).join(' and ') || 'nobody'
    return name + ': ' + who + ' answered' + (step ? ', ' + step : '') + (lost ? ', ' + lost + ' lost' : '')
  }).join('. ')
}
`
