import { expect, test } from 'vitest'
import { allLooks, dark, light, lookOf, releaseLooks, type Theme } from '../../../src/rehearsal/report/palette.js'

type Rgb = readonly [number, number, number]

const linear = (hex: string): Rgb => {
  const part = (from: number) => {
    const value = Number.parseInt(hex.slice(from, from + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }
  return [part(1), part(3), part(5)]
}
const luminance = ([red, green, blue]: Rgb) => 0.2126 * red + 0.7152 * green + 0.0722 * blue
const contrast = (one: string, other: string) => {
  const [dim = 0, bright = 0] = [luminance(linear(one)), luminance(linear(other))].sort((a, b) => a - b)
  return (bright + 0.05) / (dim + 0.05)
}

/** What people see who lack one kind of cone: Machado, Oliveira and Fernandes 2009, severity 1. */
const eyes: Readonly<Record<string, readonly Rgb[]>> = {
  usual: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
  none: [
    [0.2126, 0.7152, 0.0722],
    [0.2126, 0.7152, 0.0722],
    [0.2126, 0.7152, 0.0722],
  ],
}
const seen = (rows: readonly Rgb[], [red, green, blue]: Rgb): Rgb => {
  const part = (row: Rgb | undefined) =>
    row ? Math.min(1, Math.max(0, row[0] * red + row[1] * green + row[2] * blue)) : 0
  return [part(rows[0]), part(rows[1]), part(rows[2])]
}
/** CIE 1976 L*a*b*: 2 can just be told apart side by side. */
const lab = ([red, green, blue]: Rgb): Rgb => {
  const f = (t: number) => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116)
  const x = f((0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505)
  const y = f(0.2126 * red + 0.7152 * green + 0.0722 * blue)
  const z = f((0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089)
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)]
}
const distance = (one: string, other: string, rows: readonly Rgb[]) => {
  const [a, b] = [lab(seen(rows, linear(one))), lab(seen(rows, linear(other)))]
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2])
}

test.each(Object.keys(eyes))('releases that follow each other look different to eyes with %s', (kind) => {
  for (const [index, { fill }] of releaseLooks.entries()) {
    const next = releaseLooks[(index + 1) % releaseLooks.length]?.fill ?? ''
    expect(distance(fill, next, eyes[kind] ?? []), `${fill} ${next}`).toBeGreaterThan(20)
  }
})

test('colour is not alone: releases that follow each other differ in their pattern, too', () => {
  const places = Array.from({ length: 5 }, (_, index) => `1.${index}.0`)
  const hatched = places.map((release) => lookOf(release, places).hatched)
  expect(hatched).toEqual([false, true, false, true, false])
  expect(lookOf('9.9.9', places).name).toBe('ru')
})

test('every text can be read on what it stands on', () => {
  for (const { fill, text } of allLooks) expect(contrast(fill, text), fill).toBeGreaterThan(4.5)
  const inks: readonly (keyof Theme)[] = ['text', 'faint', 'good', 'bad']
  for (const theme of [light, dark])
    for (const ink of inks)
      for (const ground of ['back', 'panel'] as const)
        expect(contrast(theme[ink], theme[ground]), `${ink} on ${ground}`).toBeGreaterThan(4.5)
  for (const theme of [light, dark]) expect(contrast(theme.text, theme.step)).toBeGreaterThan(4.5)
})
