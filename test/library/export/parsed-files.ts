import { parse } from '@cdktf/hcl2json'

export type Block = Readonly<Record<string, unknown>>

/** A file as the real parser of HCL 2 reads it. */
export const parsed = (name: string, text: string): Promise<Block> => parse(name, text) as Promise<Block>

/** The only block below a label. */
export function only(value: unknown): Block {
  const [first, ...others] = value as readonly Block[]
  if (!first || others.length > 0) throw new Error(`One block is needed, not ${JSON.stringify(value)?.slice(0, 200)}.`)
  return first
}
