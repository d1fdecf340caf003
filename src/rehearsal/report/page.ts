import type { Report } from './report.js'
export const page = (report: Report): string =>
  `<!doctype html><script type="application/json" id="report">${JSON.stringify(report).replaceAll('<', '\\u003c')}</script>`
