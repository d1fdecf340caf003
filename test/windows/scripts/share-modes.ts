/** What others may do while a file is open: every combination of reading, writing, deleting. */
export const shareModes = ['-', 'r', 'w', 'd', 'rw', 'rd', 'wd', 'rwd'] as const

/** As a virus scanner looks at a file. */
export const scanMs = 3_000
