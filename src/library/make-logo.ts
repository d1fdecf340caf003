import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { deflateSync } from 'node:zlib'
import { projectFolder } from '../rehearsal/project-folder.js'

/** Draws the logo of the templates, `docs/images/logo.png`: two slots, a blue one and a green one, and the switch between them. */
const size = 200
type Colour = readonly [red: number, green: number, blue: number]
const blue: Colour = [28, 113, 216]
const green: Colour = [38, 162, 105]
const white: Colour = [255, 255, 255]

/** How far a point lies outside of a box with round corners; negative: inside. */
function outsideBox(
  x: number,
  y: number,
  [left, top, right, bottom]: readonly [number, number, number, number],
  radius: number,
): number {
  const dx = Math.abs(x - (left + right) / 2) - (right - left) / 2 + radius
  const dy = Math.abs(y - (top + bottom) / 2) - (bottom - top) / 2 + radius
  return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - radius
}

/** The same for a triangle that points to the right. */
const outsideArrow = (x: number, y: number, left: number, tip: number, middle: number) =>
  Math.max(left - x, (x - left + Math.abs(y - middle) * 1.2 - (tip - left)) / Math.hypot(1, 1.2))

const layers: readonly { colour: Colour; outside: (x: number, y: number) => number }[] = [
  { colour: blue, outside: (x, y) => outsideBox(x, y, [12, 44, 96, 156], 14) },
  { colour: green, outside: (x, y) => outsideBox(x, y, [104, 44, 188, 156], 14) },
  { colour: white, outside: (x, y) => outsideBox(x, y, [44, 92, 122, 108], 2) },
  { colour: white, outside: (x, y) => outsideArrow(x, y, 118, 156, 100) },
]

function rgba(x: number, y: number): readonly number[] {
  let point: readonly number[] = [255, 255, 255, 0]
  for (const { colour, outside } of layers) {
    const share = Math.min(1, Math.max(0, 0.5 - outside(x, y)))
    if (share > 0)
      point = [
        ...colour.map((value, index) =>
          Math.round(value * share + (point[3] ? (point[index] ?? 0) : value) * (1 - share)),
        ),
        Math.max(point[3] ?? 0, Math.round(share * 255)),
      ]
  }
  return point
}

/** As PNG has it; node:zlib has one from Node 22 on. */
function crc32(bytes: Buffer): number {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  }
  return (crc ^ 0xffffffff) >>> 0
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const frame = Buffer.alloc(8)
  frame.writeUInt32BE(data.length, 0)
  frame.writeUInt32BE(crc32(named), 4)
  return Buffer.concat([frame.subarray(0, 4), named, frame.subarray(4)])
}

const header = Buffer.alloc(13)
header.writeUInt32BE(size, 0)
header.writeUInt32BE(size, 4)
header.set([8, 6, 0, 0, 0], 8) // 8 bits a channel, with transparency

const rows = Array.from({ length: size }, (_, y) => [
  0,
  ...Array.from({ length: size }, (_, x) => rgba(x + 0.5, y + 0.5)).flat(),
])
const png = Buffer.concat([
  Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
  chunk('IHDR', header),
  chunk('IDAT', deflateSync(Buffer.from(rows.flat()), { level: 9 })),
  chunk('IEND', Buffer.alloc(0)),
])
writeFileSync(path.join(projectFolder(), 'docs', 'images', 'logo.png'), png)
