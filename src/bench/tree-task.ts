import path from 'node:path'
import { copyTree } from '../machine/copy-tree.js'
import { deleteTree } from '../machine/delete-tree.js'
import type { Log } from '../machine/log.js'

/** The product's copy or deletion as a program of its own: `copy FROM TO`, `delete FOLDER`. */
const nothing = () => {}
const log: Log = { info: nothing, verbose: nothing, warning: nothing, highlight: nothing, progress: nothing }
const [task, from = '', to = ''] = process.argv.slice(2)
if (task === 'copy') await copyTree(from, to)
else await deleteTree(from, { limitMs: 600_000, log, refuseOutside: path.dirname(from) })
