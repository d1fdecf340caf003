import { createHash } from 'node:crypto'
import { type Platform, packageId, platforms } from './platform.js'

const declaration = '<?xml version="1.0" encoding="utf-8"?>\n'
const relations = 'http://schemas.openxmlformats.org/package/2006/relationships'

const about = (platform: Platform, version: string) =>
  `Node.js ${version} for ${platform}: the program ${platforms[platform].program} and its licence, for steps that need Node on a deployment target.`

const nuspec = (
  platform: Platform,
  version: string,
) => `${declaration}<package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd">
  <metadata>
    <id>${packageId(platform)}</id>
    <version>${version}</version>
    <title>Node.js for ${platform}</title>
    <authors>Node.js contributors</authors>
    <requireLicenseAcceptance>false</requireLicenseAcceptance>
    <license type="file">LICENSE</license>
    <licenseUrl>https://aka.ms/deprecateLicenseUrl</licenseUrl>
    <projectUrl>https://nodejs.org/</projectUrl>
    <description>${about(platform, version)}</description>
    <tags>nodejs octopus-blue-green</tags>
  </metadata>
</package>
`

const coreProperties = (
  platform: Platform,
  version: string,
) => `${declaration}<coreProperties xmlns="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">
  <dc:creator>Node.js contributors</dc:creator>
  <dc:description>${about(platform, version)}</dc:description>
  <dc:identifier>${packageId(platform)}</dc:identifier>
  <version>${version}</version>
  <keywords>nodejs octopus-blue-green</keywords>
</coreProperties>
`

const relationships = (manifest: string, properties: string) => `${declaration}<Relationships xmlns="${relations}">
  <Relationship Type="http://schemas.microsoft.com/packaging/2010/07/manifest" Target="/${manifest}" Id="R1" />
  <Relationship Type="${relations}/metadata/core-properties" Target="/${properties}" Id="R2" />
</Relationships>
`

/** Every part needs a type: by its ending, or by its name where it has none. */
function contentTypes(files: readonly string[]): string {
  const bare = files.filter((file) => !/\.[^./]+$/.test(file))
  const endings = new Set(
    files.filter((file) => !bare.includes(file)).map((file) => file.slice(file.lastIndexOf('.') + 1)),
  )
  return `${declaration}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
  <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml" />
  <Default Extension="psmdcp" ContentType="application/vnd.openxmlformats-package.core-properties+xml" />
  <Default Extension="nuspec" ContentType="application/octet" />
${[
  ...[...endings].sort().map((ending) => `  <Default Extension="${ending}" ContentType="application/octet" />`),
  ...bare.map((file) => `  <Override PartName="/${file}" ContentType="application/octet" />`),
].join('\n')}
</Types>
`
}

/**
 * What makes a NuGet package of files: manifest, content types, relationships, core properties; by name in the package.
 * @param files names of the package's own files
 * @see https://learn.microsoft.com/nuget/reference/nuspec
 * @see https://ecma-international.org/publications-and-standards/standards/ecma-376/ (part 2, Open Packaging Conventions)
 */
export function nupkgParts(platform: Platform, version: string, files: readonly string[]): Map<string, string> {
  const manifest = `${packageId(platform)}.nuspec`
  // NuGet takes a random name; ours is the same each time.
  const name = createHash('sha256')
    .update(`${packageId(platform)} ${version}`)
    .digest('hex')
    .slice(0, 32)
  const properties = `package/services/metadata/core-properties/${name}.psmdcp`
  return new Map([
    ['_rels/.rels', relationships(manifest, properties)],
    [manifest, nuspec(platform, version)],
    ['[Content_Types].xml', contentTypes(files)],
    [properties, coreProperties(platform, version)],
  ])
}
