import { createHash } from 'node:crypto'

/** `loaded`: which port; `snippet`: which text of Prepare Router. */
type Question = 'loaded' | 'snippet'

/** A request with this header, sent from this machine, is answered by NGINX itself. */
const header = 'x-bluegreen-ask'

export const asking = (question: Question) => ({ [header]: question })

const answerBegins = 'bluegreen-snippet'

/** What a snippet with this mark answers when it is asked which one it is. */
export const snippetAnswer = (mark: string) => `${answerBegins} ${mark}`

/** The mark in such an answer; undefined: this answer is not its. */
export const markAnswered = (body: string): string | undefined =>
  new RegExp(`^${answerBegins} ([0-9a-f]{16})$`).exec(body)?.[1]

/** The mark of a text; undefined: an earlier version of the step has made it. */
export const markIn = (text: string): string | undefined =>
  new RegExp(`"${answerBegins} ([0-9a-f]{16})"`).exec(text)?.[1]

/** A text with a mark that no other text has. */
export const marked = (textWith: (mark: string) => string): string =>
  textWith(createHash('sha256').update(textWith('')).digest('hex').slice(0, 16))

/**
 * The answers to processes of this machine (caller and called address are the same).
 * @param variable is empty for anybody else, and without a question
 */
export const answersMap = (
  variable: string,
  answers: Partial<Record<Question, string>>,
): string => `map "$remote_addr $server_addr $http_${header.replaceAll('-', '_')}" ${variable} {
    default '';
${Object.entries(answers)
  .map(([question, answer]) => `    "~^(\\S+) \\1 ${question}$" "${answer}";\n`)
  .join('')}}
`

/** Lines of the server block, before anything else that it may hold. */
export const answersFirst = (variable: string): readonly string[] => [
  `if (${variable}) {`,
  `    return 200 ${variable};`,
  '}',
]
