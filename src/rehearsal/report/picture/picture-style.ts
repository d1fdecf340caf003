/**
 * Every lane has a gutter and a window on time. \`.time\` is as wide as the whole time: zooming in makes it wider than its window
 * and moves it, with \`--zoom\` and \`--shift\`.
 */
export const pictureStyle = `
#picture { --gutter: 84px; position: relative; border: 1px solid var(--line); border-radius: 10px; padding: 10px 14px 0 0; touch-action: pan-y; user-select: none; -webkit-user-select: none; font-size: 12px; line-height: 1.2; margin-top: 8px; }
.scripted #picture { cursor: crosshair; }
.lane { display: flex; position: relative; }
.gutter { flex: none; width: var(--gutter); padding: 0 8px 0 14px; color: var(--text); font-weight: 600; position: relative; }
.machine .gutter { overflow-wrap: anywhere; }
.window { flex: auto; min-width: 0; position: relative; overflow: hidden; }
.time { position: absolute; top: 0; bottom: 0; left: calc(var(--shift, 0) * 100%); width: calc(var(--zoom, 1) * 100%); }
.over { position: absolute; left: var(--gutter); right: 14px; top: 0; bottom: 24px; pointer-events: none; }
.over .window { position: absolute; inset: 0; }
#ticks i { position: absolute; top: 0; bottom: 0; border-left: 1px solid var(--line); }
#ticks b { position: absolute; bottom: -20px; left: 0; transform: translateX(-50%); color: var(--faint); font-weight: 400; font-style: normal; font-variant-numeric: tabular-nums; }
.cut { position: absolute; top: 0; bottom: 0; border-left: 1px dashed var(--faint); }
/* they come out again as the picture is zoomed */
.many .cut { opacity: calc(.15 + .1 * var(--zoom, 1)); }
.axis { height: 26px; display: flex; }
.axis .gutter { padding-top: 8px; color: var(--faint); font-weight: 400; }
.machine { height: 66px; }
.machine .gutter { padding-top: 14px; }
.answers { position: absolute; left: 0; right: 0; top: 10px; height: 20px; }
.steps { position: absolute; left: 0; right: 0; top: 34px; height: 20px; }
.answers > span, .steps > span { position: absolute; top: 0; height: 100%; overflow: clip; }
.steps > span { border-radius: 3px; border-right: 1px solid var(--back); background: var(--step); min-width: 2px; }
.steps > .drain, .swatch.drain { background: repeating-linear-gradient(135deg, var(--step) 0 3px, transparent 3px 7px); }
.steps > .drain .fit b { background: none; }
.steps > .drain .fit > b > b { background: var(--back); border-radius: 3px; padding: 0 3px; }
.steps > .drain .fit b, .steps > .drain { color: var(--text); }
.steps > .failed, .steps > .killed, .swatch.failed { background: var(--back); color: var(--bad); border: 1.5px solid var(--bad); }
.fit { position: absolute; inset: 0; display: flex; flex-wrap: wrap; overflow: clip; align-content: flex-start; font-weight: 400; }
.fit::before { content: ""; width: 0; height: 100%; flex: none; }
.fit > b { flex: none; height: 100%; display: flex; align-items: center; padding: 0 6px 0 13px; font-weight: 500; white-space: nowrap; position: sticky; left: 0; }
.fit > b > b { font-weight: 500; position: sticky; left: 5px; }
.steps .fit > b { padding: 0 2.5px; font-size: 11px; }
.steps .long > b { padding: 0 4px; }
.steps .long > b { flex: 1 0 auto; background: inherit; }
.steps .long { background: inherit; background-color: transparent; }
.steps .long > b { background-color: var(--step); }
.steps .failed .long > b, .steps .killed .long > b { background-color: var(--back); }
.flag { position: absolute; top: 3px; height: 27px; border-left: 2px solid var(--text); border-top: 4px solid var(--text); min-width: 8px; z-index: 1; }
.flag::after { content: ""; position: absolute; right: 0; top: -4px; height: 9px; border-right: 2px solid var(--text); }
.flag.unproven { border-color: var(--bad); border-top-style: dotted; }
.flag.unproven::after { content: "✕"; border: 0; color: var(--bad); font: 700 11px/1 system-ui, sans-serif; top: -8px; right: -5px; background: var(--back); height: auto; }
.cross { position: absolute; top: 33px; width: 15px; height: 15px; margin-left: -7.5px; border-radius: 50%; background: var(--back); color: var(--bad); border: 1.5px solid var(--bad); font: 700 9px/12px system-ui, sans-serif; text-align: center; }
.has-lost { height: 84px; }
.has-lost .steps { top: 52px; }
.latency { height: 200px; border-top: 1px solid var(--line); padding: 30px 0 8px; }
.latency .what { position: absolute; top: -23px; }
.ticks { position: absolute; right: 8px; top: 0; bottom: 0; color: var(--faint); font-weight: 400; font-variant-numeric: tabular-nums; }
.ticks span { position: absolute; right: 0; transform: translateY(50%); white-space: nowrap; }
.still { position: absolute; inset: 0; width: 100%; height: 100%; display: block; }
.still path, .still line { vector-effect: non-scaling-stroke; fill: none; }
.still .grid { stroke: var(--line); }
.still .band { fill: var(--band); fill-opacity: .55; }
.still .p50 { stroke: var(--text); stroke-width: 1.75; }
.still .p99 { stroke: var(--faint); stroke-width: 1.25; }
.still .max { stroke: var(--faint); stroke-width: 1; stroke-dasharray: 2 3; }
#plot { position: absolute; inset: 0; }
.scripted .still { display: none; }
.lost { height: 46px; border-top: 1px solid var(--line); padding: 6px 0 0; }
.lane.lost > .gutter { padding-top: 8px; }
.lost .time > i { position: absolute; bottom: 0; min-width: 3px; background: var(--bad); }
.lost p { position: absolute; right: 4px; top: 4px; margin: 0; color: var(--bad); background: var(--back); padding: 1px 4px; border-radius: 4px; }
.lost p.none { left: 0; right: auto; top: 9px; color: var(--good); padding: 1px 10px 1px 4px; font-weight: 500; }
#cursor { position: absolute; top: 0; bottom: 0; width: 0; border-left: 1px solid var(--text); }
#cursor b { font-style: normal; position: absolute; bottom: -22px; transform: translateX(-50%); background: var(--text); color: var(--back); border-radius: 4px; padding: 2px 6px; font-weight: 500; white-space: nowrap; font-variant-numeric: tabular-nums; }
#chosen { position: absolute; top: 0; bottom: 0; background: var(--text); opacity: .12; }
.toolbar { display: flex; flex-wrap: wrap; align-items: center; gap: 8px 16px; margin: 14px 0 0; font-size: .87rem; color: var(--faint); }
.toolbar select { max-width: 260px; }
.keys { white-space: nowrap; }
.buttons { display: inline-flex; gap: 4px; }
.spoken { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
#asked { margin-top: 10px; overflow-x: auto; }
#asked table { font-size: 12.5px; }
#asked caption { text-align: left; padding-bottom: 4px; }
#asked td, #asked th { white-space: nowrap; padding-top: 3px; padding-bottom: 3px; }
#asked td > span { margin-right: 14px; }
#asked .swatch { margin-right: 6px; vertical-align: -1px; }
.key { display: flex; flex-wrap: wrap; gap: 4px 18px; list-style: none; margin: 0 0 4px; padding: 0; font-size: .84rem; color: var(--faint); }
.key li { display: flex; align-items: center; gap: 6px; }
.key.numbers { gap: 4px 14px; }
.key.numbers b { color: var(--text); font-weight: 600; background: var(--step); border-radius: 3px; padding: 0 5px; font-size: 11px; }
.swatch { display: inline-block; width: 18px; height: 12px; border-radius: 2px; flex: none; }
.swatch.failed { font: 700 9px/9px system-ui, sans-serif; text-align: center; }
.key .drain { border: 1px solid var(--step); }
.key .flag, .key .cross { position: relative; top: 0; margin: 0; flex: none; }
.key .flag { width: 16px; height: 14px; }
.key .flag.unproven { margin-right: 6px; }
.key .flag::after { top: -4px; }
.key .flag.unproven::after { top: -8px; }
.line { width: 20px; height: 0; flex: none; border-top: 2px solid var(--text); }
.line.p99 { border-top: 5px solid var(--band); }
.line.max { border-top: 1.5px dotted var(--faint); }
@media (max-width: 760px) {
  #picture { --gutter: 58px; padding-right: 10px; }
  .gutter { padding: 0 4px 0 8px; }
  .axis .gutter span { display: none; }
  .ticks { font-size: 11px; }
  .ticks { right: 5px; }
  .over { right: 10px; }
  .key { gap: 4px 12px; }
}
@media (forced-colors: active) {
  .answers > span, .steps > span, .swatch, .lost .time > i, .line { forced-color-adjust: none; }
}
@media print {
  #picture { cursor: auto; }
  .time { left: 0 !important; width: 100% !important; }
  .scripted .still { display: block; }
  #plot, #cursor, #chosen, #asked { display: none !important; }
  .lost p, .cross { background: #fff; }
}
`
