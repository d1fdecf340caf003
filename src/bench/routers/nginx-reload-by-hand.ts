import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { execa } from 'execa'
import { findNginx } from '../../rehearsal/nginx.js'
import type { Contender, Setting } from './contender.js'
import { serve } from './serve.js'

const configuration = ({ folder, frontPort }: Setting, slotPort: number) => `worker_processes 1;
${process.getuid?.() === 0 ? 'user root;' : ''}
pid "${folder}/nginx.pid";
error_log "${folder}/error.log";
events { worker_connections 4096; }
http {
    access_log off;
${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `    ${name}_temp_path "${folder}/${name}";`).join('\n')}
    upstream app { server 127.0.0.1:${slotPort}; keepalive 32; }
    server {
        listen 127.0.0.1:${frontPort};
        location / {
            proxy_pass http://app;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header Host $http_host;
        }
    }
}
`

/** What most guides do: the upstream is edited, and NGINX reloaded. Without a switch it is what the others are measured against. */
export const nginxReloadByHand: Contender = {
  name: '`nginx -s reload` after an edit',
  version: async () => (await execa(nginx(), ['-v'])).stderr.replace('nginx version: ', ''),
  async start(setting) {
    const file = path.join(setting.folder, 'nginx.conf')
    await writeFile(file, configuration(setting, setting.slots[0]))
    const command = [nginx(), '-c', file]
    const server = await serve('NGINX', setting.frontPort, [...command, '-g', 'daemon off;'], died)
    return {
      frontPort: setting.frontPort,
      slots: setting.slots,
      async switchTo(slotPort) {
        await writeFile(file, configuration(setting, slotPort))
        await execa(command[0] ?? '', [...command.slice(1), '-s', 'reload'])
      },
      stop: () => server.stop(),
    }
  },
}

function nginx(): string {
  const program = findNginx()
  if (!program) throw new Error('NGINX is needed: sudo apt-get install nginx')
  return program
}

function died(error: Error): never {
  throw error
}
