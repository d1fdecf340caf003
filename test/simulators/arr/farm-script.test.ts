import { expect, test } from 'vitest'
import { farmScript } from '../../../src/simulators/arr/farm-script.js'

const counters = {
  state: 'Draining',
  isHealthy: true,
  currentRequests: 3,
  totalRequests: 9,
  failedRequests: 0,
  currentWebSocketRequests: 0,
} as const
const script = (values: string, name = 'F') =>
  `foreach ($farm in $m.GetApplicationHostConfiguration().GetSection('webFarms').GetCollection()) # Microsoft.Web.Administration
  if ($farm.GetAttributeValue('name') -ne '${name}') { continue } $values = ${values}; 'a {0} {1}' -f $values`
const run = (text: string) =>
  farmScript(() => ({ F: { '127.0.0.1': { ...counters }, b: { ...counters, isHealthy: false } } }))(
    ['-Command', text],
    '',
  )

test('counters of a farm’s servers are printed in the script’s own form', async () => {
  const answer = await run(
    script("$counters.GetAttributeValue('isHealthy'), $server.GetAttributeValue('address')", 'f'),
  )
  expect(answer).toEqual({ exitCode: 0, stdout: 'a True 127.0.0.1\r\na False b\r\n' })
  const numbers = await run(
    script("[int]$counters.GetAttributeValue('state'), $counters.GetAttributeValue('currentRequests')"),
  )
  expect(numbers?.stdout).toBe('a 1 3\r\na 1 3\r\n')
})

test('a farm that is not there has no lines; any other script is somebody else’s', async () => {
  expect(await run(script("$server.GetAttributeValue('address')", 'G'))).toEqual({ exitCode: 0, stdout: '' })
  expect(run('Get-Process')).toBeUndefined()
})

test('what is not simulated is refused', async () => {
  await expect(run(script("$server.GetAttributeValue('enabled')"))).rejects.toThrow('does not know')
})
