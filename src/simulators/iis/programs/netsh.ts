import type { ProgramAnswer } from './program-answer.js'

/** Knows exactly three questions. */
export function runNetsh(
  args: string[],
  { excludedPortRanges, urlReservations }: { excludedPortRanges: [number, number][]; urlReservations: string[] },
): ProgramAnswer {
  const question = args.join(' ').toLowerCase()
  const lines = {
    'interface ipv4 show excludedportrange protocol=tcp': () => portRangeLines(excludedPortRanges),
    'http show urlacl': () => reservationLines(urlReservations),
    'http show iplisten': () => ['', 'IP addresses present in the IP listen list:', '-'.repeat(43), ''],
  }[question]
  if (!lines) return { exitCode: 1, stdout: `The following command was not found: ${args.join(' ')}.\r\n` }
  return {
    exitCode: 0,
    stdout: lines()
      .map((line) => `${line}\r\n`)
      .join(''),
  }
}

const portRangeLines = (ranges: [number, number][]) => [
  '',
  'Protocol tcp Port Exclusion Ranges',
  '',
  'Start Port    End Port      ',
  '----------    --------      ',
  ...ranges.map(([first, last]) => `${String(first).padStart(10)}  ${String(last).padStart(10)}      `),
  '',
  '* - Administered port exclusions.',
  '',
]

const reservationLines = (urls: string[]) => [
  '',
  'URL Reservations: ',
  '----------------- ',
  '',
  ...urls.flatMap((url) => [
    `    Reserved URL            : ${url} `,
    '        User: NT AUTHORITY\\NETWORK SERVICE',
    '            Listen: Yes',
    '            Delegate: No',
    '            SDDL: D:(A;;GX;;;NS) ',
    '',
  ]),
]
