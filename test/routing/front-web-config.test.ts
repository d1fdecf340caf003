import fc from 'fast-check'
import { expect, test } from 'vitest'
import { frontWebConfig, portOf, withPort } from '../../src/routing/front-web-config.js'

const front = { mostBodyBytes: 1_000_000, portHeader: true, forwardsScheme: true }
const port = fc.integer({ min: 1, max: 65_535 })

test('the port that is put in is the port that is read', () => {
  const fronts = fc.record({ mostBodyBytes: port, portHeader: fc.boolean(), forwardsScheme: fc.boolean() })
  fc.assert(
    fc.property(
      fronts,
      fc.option(port, { nil: undefined }),
      fc.option(port, { nil: undefined }),
      (made, one, other) => {
        const first = frontWebConfig(made, one)
        expect(portOf(first)).toBe(one ?? 'none')
        expect(withPort(first, other)).toBe(frontWebConfig(made, other))
      },
    ),
  )
})

test('the front filters as little as it can: whatever the server denies or limits, the slots decide, and its own file stays hidden', () => {
  const [filtering] = /<requestFiltering[\s\S]*<\/requestFiltering>/.exec(frontWebConfig(front, 18081)) ?? []
  expect(filtering?.replace(/\s+/g, ' ')).toBe(
    [
      '<requestFiltering allowDoubleEscaping="true" allowHighBitCharacters="true">',
      '<requestLimits maxAllowedContentLength="1000000" maxUrl="16777216" maxQueryString="16777216" />',
      '<verbs allowUnlisted="true"> <clear /> </verbs>',
      '<fileExtensions allowUnlisted="true"> <clear /> </fileExtensions>',
      '<hiddenSegments> <clear /> <add segment="web.config" /> </hiddenSegments>',
      '</requestFiltering>',
    ].join(' '),
  )
})

test('a switch changes the action and the header, and no other line', () => {
  const before = frontWebConfig(front, 18081).split('\n')
  const after = withPort(before.join('\n'), 18082).split('\n')
  const changed = after.filter((line, index) => line !== before[index]).map((line) => line.trim())
  expect(changed).toEqual([
    '<action type="Rewrite" url="http://127.0.0.1:18082{UNENCODED_URL}" appendQueryString="false" />',
    '<add name="X-BlueGreen-Port" value="18082" />',
  ])
})

test('what people have added stays to the letter, in whatever place', () => {
  const made = frontWebConfig(front, 18081)
  const additions = [
    '<!-- <rule name="BlueGreen"><action type="Rewrite" url="http://127.0.0.1:1{UNENCODED_URL}" /></rule> -->',
    '<rule name="Blog"><match url="blog" /><action type="Rewrite" url="http://127.0.0.1:18081/{R:0}" /></rule>',
    '<!-- value="18081" $& $1 <add name="X-BlueGreen-Port" value="18081" /> -->',
    '\r\n\t<add name="X-Other" value="18081" />\r\n',
  ]
  const lines = made.split('\n')
  fc.assert(
    fc.property(fc.integer({ min: 2, max: lines.length - 1 }), fc.constantFrom(...additions), (at, addition) => {
      // In the middle of a comment or of the rule's element an addition would be no addition.
      const mine = [...lines.slice(0, at), addition, ...lines.slice(at)].join('\n')
      if (portOf(mine) !== 18081) return
      const switched = withPort(mine, 18082)
      expect(switched).toContain(addition)
      expect(switched.replace(addition, '').replace('\n\n', '\n')).toBe(
        frontWebConfig(front, 18082).replace('\n\n', '\n'),
      )
    }),
  )
})

test('the rule of a front site that somebody has taken away, switched off, or pointed elsewhere names no port', () => {
  const made = frontWebConfig(front, 18081)
  for (const changed of [
    '',
    made.replace('<rule name="BlueGreen"', '<rule name="Other"'),
    made.replace(/<rule name[\s\S]*<\/rule>/, (rule) => `<!-- ${rule} -->`),
    made.replace('stopProcessing="true"', 'stopProcessing="true" enabled="false"'),
    made.replace('127.0.0.1:18081{', '10.0.0.1:18081{'),
    made
      .replace(/<action .*/, '')
      .replace('</rules>', '<rule name="x"><action type="CustomResponse" /></rule></rules>'),
  ])
    expect(portOf(changed), changed).toBeUndefined()
})
