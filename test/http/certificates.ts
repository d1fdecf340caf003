import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { temporaryFolder } from '../machine/temporary-folder.js'

const openssl = async (folder: string, line: string) => promisify(execFile)('openssl', line.split(' '), { cwd: folder })

/** An authority of this test alone, and a certificate of its for one host name. */
export async function certificateFor(name: string): Promise<{ ca: string; key: string; cert: string }> {
  const folder = await temporaryFolder()
  const key = '-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes'
  await writeFile(join(folder, 'names'), `subjectAltName=DNS:${name}\n`)
  await openssl(folder, `req -x509 ${key} -keyout ca.key -out ca.pem -days 2 -subj /CN=test-authority`)
  await openssl(folder, `req ${key} -keyout own.key -out own.csr -subj /CN=${name}`)
  await openssl(
    folder,
    'x509 -req -in own.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile names -out own.pem',
  )
  const [ca, own, cert] = await Promise.all(
    ['ca.pem', 'own.key', 'own.pem'].map((file) => readFile(join(folder, file), 'utf8')),
  )
  return { ca: ca ?? '', key: own ?? '', cert: cert ?? '' }
}
