/** What a program has printed, and its Windows exit code. Those of Windows print errors on standard output, too. */
export type ProgramAnswer = { exitCode: number; stdout: string; stderr?: string }

/** A call as the simulated machine saw it. */
export type ProgramCall = { program: string; args: string[]; stdin: string }

/**
 * What a Linux process sees of a Windows exit code. An exit status has 8 bits there: the code modulo 256, and 255 where
 * that would be 0, which would be a success: 1168 → 144, 4312 → 216, 1062 → 38, 1726 → 190, 2147500033 → 1.
 */
export const linuxExitCode = (exitCode: number): number => (exitCode === 0 ? 0 : exitCode % 256 || 255)
