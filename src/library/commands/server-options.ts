import type { Command } from 'commander'
import type { ConnectionOptions } from '../server/connection.js'
import { exitCodesHelp } from './exit-codes.js'

export type ServerOptions = ConnectionOptions & { readonly json?: boolean }

const environmentHelp = `
The key comes from OCTOPUS_API_KEY or OCTOPUS_ACCESS_TOKEN, or from a file; never from an option, which everybody on this machine
could read. HTTPS_PROXY, NO_PROXY and NODE_EXTRA_CA_CERTS are followed.
`

/** The options by which a command finds its server, and the end of its help. */
export const withServerOptions = (command: Command, examples: string): Command =>
  command
    .option('--server <url>', 'address of the Octopus Server; default: OCTOPUS_URL')
    .option('--space <name>', 'name or id of the space; default: OCTOPUS_SPACE, else the default space')
    .option('--api-key-file <file>', 'a file with the API key; "-" is standard input')
    .option('--ca <file>', 'a private authority of the server, PEM')
    .option('--timeout <time>', 'limit of one request; default: 30s')
    .option('--deadline <time>', 'limit of the whole command; default: 10m')
    .option('--json', 'the result as JSON')
    .addHelpText('after', `\nExamples:\n${examples}${environmentHelp}${exitCodesHelp}`)
