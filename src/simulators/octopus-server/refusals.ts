import { Refused } from './refused.js'

/** The body of every answer that is an error. `FullException` is left out: clients must not need it. */
export const errorBody = ({ message, errors }: Refused) => ({
  ErrorMessage: message,
  Errors: errors,
  ParsedHelpLinks: [],
})

/** Not verified: the wording. */
export const notLoggedIn = () =>
  new Refused(401, 'You must be logged in to request this resource. Please log in or provide a valid API key.')

/** Not verified: the wording. */
export const wrongKey = () =>
  new Refused(401, 'The API key you provided was not valid. Please double-check your API key and try again.')

/** The wording of released servers: OctopusDeploy/Issues#7181 and #9200. */
export const missingPermission = (permission: string) =>
  new Refused(
    403,
    `You do not have permission to perform this action. Please contact your Octopus administrator. Missing permission: ${permission}`,
  )

/** The wording of released servers. */
export const notFound = () => new Refused(404, 'The resource you requested was not found.')

/** What is wrong with what was sent; the wording of the first line is that of released servers. */
export const badRequest = (...errors: readonly string[]) =>
  new Refused(400, 'There was a problem with your request.', errors)

/**
 * Somebody saved meanwhile. The wording is that of OctopusDeploy/Issues#9559, there for another kind of document.
 * Not verified: the status (400 or 409) for a process or a variable set; clients have to look at the version themselves.
 */
export const outOfDate = (kind: string, id: string) =>
  badRequest(
    `Modification failed for '${kind}' document with '${id}' Id because submitted data was out of date. Refresh the document and try again.`,
  )

/** Not verified: the wording. */
export const nameTaken = (what: string, name: string) =>
  badRequest(`A ${what} with the name '${name}' already exists. Please choose a different name.`)
