/** The number in an Octopus task's id (`ServerTasks-123` is 123), by which tasks are ordered; undefined without one. */
export function taskNumber(task: string): number | undefined {
  const digits = /(\d+)$/.exec(task)?.[1]
  return digits === undefined ? undefined : Number(digits)
}
