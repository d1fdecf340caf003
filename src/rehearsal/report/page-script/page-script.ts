import { asking } from './asking.js'
import { latencyPlot } from './latency-plot.js'
import { startUp } from './start-up.js'
import { zooming } from './zooming.js'

/**
 * Runs in the reader's browser, and only adds to the page: the plot that can be asked, the cursor, and the zoom. Without it the
 * picture and the tables say the same.
 */
export const pageScript = `(() => {
'use strict'
const data = JSON.parse(document.getElementById('data').textContent)
const picture = document.getElementById('picture')
const over = picture.querySelector('.over')
const make = (name, classes = '', text = '') => {
  const element = document.createElement(name)
  if (classes) element.className = classes
  element.textContent = text
  return element
}
const seconds = (ms, digits = 2) => (ms / 1000).toFixed(digits)
${latencyPlot}
${asking}
${zooming}
${startUp}
})()`
