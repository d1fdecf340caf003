import { portHeaderName } from './router.js'

export type NginxSnippet = {
  /** The application's folder name; upstreams are named after it and the port. */
  readonly name: string
  readonly ports: readonly [number, number]
  readonly flag: string
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

/** First line of each snippet: says whose it is. */
export const snippetMark = (name: string) => `# Made by the step "Blue-Green - Prepare Router" for ${name}.`

// NGINX wants forward slashes on Windows too.
const forNginx = (path: string) => `"${path.replaceAll('\\', '/')}"`

const upstreamName = (name: string, port: number) => `bluegreen_${name.replace(/[^A-Za-z0-9]/g, '_')}_${port}`

const upstream = (name: string, port: number) => `upstream ${upstreamName(name, port)} {
    server 127.0.0.1:${port};
    keepalive 32;
    keepalive_timeout 5s;
}
`

/**
 * A server block in front of two slots. The file of the flag decides at each request; there is nothing to reload.
 * `open_file_cache` is off in it: it would delay the flip and let workers disagree. Requests are not buffered: an upload that
 * has begun must be seen by the slot that it goes to, or that slot is stopped before the upload arrives.
 * @see https://nginx.org/en/docs/http/ngx_http_rewrite_module.html#if
 * @see https://nginx.org/en/docs/http/websocket.html
 */
export function nginxSnippet(snippet: NginxSnippet): string {
  const [first, second] = snippet.ports
  // Short, whatever the application is called: NGINX refuses names of variables beyond some 40 characters.
  const upgrade = `$bluegreen_${first}_connection`
  return `${snippetMark(snippet.name)} Changes made by hand are noticed, and not overwritten.
${upstream(snippet.name, first)}
${upstream(snippet.name, second)}
map $http_upgrade ${upgrade} {
    default upgrade;
    ''      '';
}

server {
${snippet.listen.map((listen) => `    listen ${listen.replace(/;$/, '')};\n`).join('')}    server_name ${snippet.serverNames.join(' ')};
${snippet.serverLines.map((line) => `    ${line}\n`).join('')}    client_max_body_size ${snippet.mostBodyBytes};
    open_file_cache off;

    set $bg_port ${first};
    set $bg_upstream ${upstreamName(snippet.name, first)};
    if (-f ${forNginx(snippet.flag)}) {
        set $bg_port ${second};
        set $bg_upstream ${upstreamName(snippet.name, second)};
    }
${snippet.portHeader ? `    add_header ${portHeaderName} $bg_port always;\n` : ''}
    location / {
        proxy_pass http://$bg_upstream;
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
        proxy_read_timeout ${snippet.timeoutS}s;
        proxy_send_timeout ${snippet.timeoutS}s;
    }
}
`
}
