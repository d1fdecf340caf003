import { portHeaderName } from './router.js'

/** What every server block in front of slots has, whatever decides between them. */
export type NginxServer = {
  /** The application's folder name. */
  readonly name: string
  /** What `listen` takes: `80`, `127.0.0.1:8080`, `443 ssl`. */
  readonly listen: readonly string[]
  readonly serverNames: readonly string[]
  /** Further directives of the server block, one a line: certificates. */
  readonly serverLines: readonly string[]
  /** Longest request body, bytes. */
  readonly mostBodyBytes: number
  /** Longest silence of the application, seconds. */
  readonly timeoutS: number
  readonly portHeader: boolean
}

/** What differs between the ways to decide. */
type Decision = {
  /** Lines before the directives of `serverLines`. */
  readonly first?: readonly string[]
  /** Lines after the limits. */
  readonly decides: readonly string[]
  /** Name of an upstream, or a variable that holds one. */
  readonly upstream: string
  /** Variable that holds the port of the slot. */
  readonly port: string
  /** Variable that is mapped from `$http_upgrade`. */
  readonly upgrade: string
}

/** First line of each snippet: says whose it is. */
export const snippetMark = (name: string) => `# Made by the step "Blue-Green - Prepare Router" for ${name}.`

/** A path in a configuration: NGINX wants forward slashes on Windows too. */
export const forNginx = (path: string) => `"${path.replaceAll('\\', '/')}"`

/**
 * Connections to a slot are kept, and closed by NGINX before the slot does that, 5 s at the least: http.sys 120 s, Kestrel 130 s, Node 5 s.
 * @see https://nodejs.org/docs/latest-v20.x/api/http.html#serverkeepalivetimeout
 */
export const upstreamBlock = (name: string, server: string) => `upstream ${name} {
    server ${server};
    keepalive 32;
    keepalive_timeout 4s;
}
`

/**
 * Requests are not buffered: an upload that has begun must be seen by the slot that it goes to, or that slot is stopped before the
 * upload arrives.
 * @see https://nginx.org/en/docs/http/websocket.html
 */
export const serverBlock = (
  server: NginxServer,
  { first = [], decides, upstream, port, upgrade }: Decision,
): string => `map $http_upgrade ${upgrade} {
    default upgrade;
    ''      '';
}

server {
${server.listen.map((listen) => `    listen ${listen.replace(/;$/, '')};\n`).join('')}    server_name ${server.serverNames.join(' ')};
${[...first, ...server.serverLines].map((line) => `    ${line}\n`).join('')}    client_max_body_size ${server.mostBodyBytes};
${decides.map((line) => (line === '' ? '\n' : `    ${line}\n`)).join('')}${server.portHeader ? `    add_header ${portHeaderName} ${port} always;\n` : ''}
    location / {
        proxy_pass http://${upstream};
        proxy_http_version 1.1;
        proxy_hide_header ${portHeaderName};
        proxy_set_header Host $http_host;
        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
        proxy_set_header X-Forwarded-Proto $scheme;
        proxy_set_header X-Forwarded-Host $http_host;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection ${upgrade};
        proxy_request_buffering off;
        proxy_connect_timeout 5s;
        proxy_read_timeout ${server.timeoutS}s;
        proxy_send_timeout ${server.timeoutS}s;
    }
}
`
