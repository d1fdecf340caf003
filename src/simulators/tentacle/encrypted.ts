import { createCipheriv, randomBytes } from 'node:crypto'

/** AES-256-CBC: the key travels as the bootstrap's first argument, the value in a file. */
export type Encrypted = { readonly base64: string; readonly ivHex: string }

export const newKeyHex = (): string => randomBytes(32).toString('hex').toUpperCase()

export function encrypt(keyHex: string, value: string): Encrypted {
  const iv = randomBytes(16)
  const cipher = createCipheriv('aes-256-cbc', Buffer.from(keyHex, 'hex'), iv)
  const base64 = Buffer.concat([cipher.update(value, 'utf8'), cipher.final()]).toString('base64')
  return { base64, ivHex: iv.toString('hex').toUpperCase() }
}
