import type { RehearsalMachine } from './rehearsal-machine.js'

/** What users call: it is sent as Host, and leads to the machine's own router. */
export const publicHost = 'www.sample.example'
export const releaseHeader = 'X-Release'
/** The plain site with which a machine begins that is to be taken in. */
export const adoptedSite = 'Company Site'
export const portHeader = 'X-BlueGreen-Port'

/** What somebody sets once in the project, without a server that holds it. */
const projectVariables = (isSample: boolean): Record<string, string> => ({
  'BlueGreen.Application': 'Sample',
  'BlueGreen.Instance': '',
  'BlueGreen.FrontDoor': `http://${publicHost}/${isSample ? 'health' : ''}`,
  'BlueGreen.WarmUpUrls': isSample ? '/health 200\n/ 200 home\n/static/file-01.txt' : '/',
  'BlueGreen.ReleaseHeader': isSample ? releaseHeader : '',
})

/** A machine's own values under names of their own, e.g. `Machine.Ports`: a project's variables can refer to them. */
const ofMachine = ({ variables }: RehearsalMachine): Record<string, string> =>
  Object.fromEntries(Object.entries(variables).map(([name, value]) => [name.replace('BlueGreen.', 'Machine.'), value]))

/**
 * The project's variables, the machine's, and what Octopus sets for each deployment.
 * @param held the project's variables as a server holds them
 */
export function deploymentVariables(
  machine: RehearsalMachine,
  {
    release,
    number,
    isSample,
    held,
  }: { release: string; number: number; isSample: boolean; held?: Readonly<Record<string, string>> | undefined },
): Record<string, string> {
  return {
    ...(held ? { ...held, ...ofMachine(machine) } : { ...projectVariables(isSample), ...machine.variables }),
    'Octopus.Release.Number': release,
    'Octopus.Task.Id': `ServerTasks-${1000 + number}`,
    'Octopus.Deployment.Id': `Deployments-${number}`,
    'Octopus.Deployment.CreatedBy.Username': 'rehearsal',
    'Octopus.Space.Id': 'Spaces-1',
    'Octopus.Project.Id': 'Projects-1',
    'Octopus.Environment.Id': 'Environments-1',
    'Octopus.Environment.Name': 'Rehearsal',
    'Octopus.Deployment.Tenant.Id': '',
  }
}
