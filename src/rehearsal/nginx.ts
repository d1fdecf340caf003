import { accessSync, constants } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { HeldProcess, heldServer } from './held-process.js'

export type NginxFiles = {
  readonly folder: string
  readonly mainConf: string
  readonly snippet: string
  readonly pid: string
}

export const nginxFiles = (folder: string): NginxFiles => ({
  folder,
  mainConf: path.join(folder, 'nginx.conf'),
  snippet: path.join(folder, 'conf.d', 'sample.conf'),
  pid: path.join(folder, 'nginx.pid'),
})

/** The program; undefined: there is none. Debian's folder is not on everybody's PATH. */
export function findNginx(): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(path.delimiter), '/usr/sbin', '/usr/local/sbin']
  const file = process.platform === 'win32' ? 'nginx.exe' : 'nginx'
  return folders.map((folder) => path.join(folder, file)).find((file) => path.isAbsolute(file) && isExecutable(file))
}

export async function writeNginxFiles(files: NginxFiles): Promise<void> {
  await mkdir(path.dirname(files.snippet), { recursive: true })
  await writeFile(files.mainConf, mainConf(files))
}

/** Starts an NGINX that has nothing to do with the machine's own: its files are all in one folder. */
export async function startNginx(
  machine: string,
  program: string,
  files: NginxFiles,
  onDied: (error: Error) => void,
): Promise<HeldProcess> {
  await writeNginxFiles(files)
  return HeldProcess.start(
    `NGINX of ${machine}`,
    heldServer('[ -s "$1" ]', files.pid, [program, '-c', files.mainConf, '-g', 'daemon off;']),
    onDied,
  )
}

/** A backslash would be an escape in NGINX's configuration. */
const slashes = (file: string) => file.replaceAll('\\', '/')

const mainConf = (files: NginxFiles) => {
  const [folder, pid] = [slashes(files.folder), slashes(files.pid)]
  const limit = process.platform === 'win32' ? '' : 'worker_rlimit_nofile 16384;\n'
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  return `${process.getuid?.() === 0 ? 'user root;\n' : ''}worker_processes 1;
${limit}error_log "${folder}/error.log";
pid "${pid}";
events {
    worker_connections 16384;
}
http {
    access_log off;
${temporary.map((name) => `    ${name}_temp_path "${folder}/${name}";\n`).join('')}    include "${folder}/conf.d/*.conf";
}
`
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
