import { encrypt } from './encrypted.js'

/**
 * What a PowerShell script finds where there is a real pwsh: $OctopusParameters, the functions most scripts call, the
 * preferences Calamari sets, and the last native exit code as the script's.
 * @see https://octopus.com/docs/deployments/custom-scripts/using-variables-in-scripts
 */
export function powerShellBootstrap(keyHex: string, variables: readonly [string, string][]): string {
  const pairs = variables.map(([name, value]) => `${name}\0${value.replaceAll('\0', '')}\0`).join('')
  const { base64, ivHex } = encrypt(keyHex, pairs)
  return bootstrap.replace('@@PAIRS@@', base64).replace('@@IV@@', ivHex)
}

const bootstrap = `param([string] $TentacleKey)
$ErrorActionPreference = 'Stop'
$PSNativeCommandArgumentPassing = 'Legacy'
function ConvertTo-TentacleBytes([string] $hex) {
  $bytes = New-Object byte[] ($hex.Length / 2)
  for ($i = 0; $i -lt $bytes.Length; $i++) { $bytes[$i] = [Convert]::ToByte($hex.Substring(2 * $i, 2), 16) }
  return , $bytes
}
function ConvertTo-TentacleBase64([string] $text) { return [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($text)) }
$tentacleAes = [Security.Cryptography.Aes]::Create()
$tentacleAes.Key = ConvertTo-TentacleBytes $TentacleKey
$tentacleAes.IV = ConvertTo-TentacleBytes '@@IV@@'
$tentacleBytes = [Convert]::FromBase64String('@@PAIRS@@')
$tentacleBytes = $tentacleAes.CreateDecryptor().TransformFinalBlock($tentacleBytes, 0, $tentacleBytes.Length)
$tentaclePairs = [Text.Encoding]::UTF8.GetString($tentacleBytes).Split([char] 0)
$OctopusParameters = New-Object 'System.Collections.Generic.Dictionary[String,String]' ([StringComparer]::OrdinalIgnoreCase)
for ($i = 0; $i + 1 -lt $tentaclePairs.Length; $i += 2) { $OctopusParameters[$tentaclePairs[$i]] = $tentaclePairs[$i + 1] }
function Write-TentacleMessage([string] $message) { [Console]::Out.WriteLine('##octopus[' + $message + ']') }
function Set-OctopusVariable([string] $name, [string] $value, [switch] $sensitive) {
  $message = "setVariable name='" + (ConvertTo-TentacleBase64 $name) + "' value='" + (ConvertTo-TentacleBase64 $value) + "'"
  if ($sensitive) { $message += " sensitive='" + (ConvertTo-TentacleBase64 'True') + "'" }
  Write-TentacleMessage $message
}
function New-OctopusArtifact([string] $path, [string] $name) {
  if (-not $name) { $name = Split-Path -Path $path -Leaf }
  Write-TentacleMessage ("createArtifact path='" + (ConvertTo-TentacleBase64 $path) + "' name='" + (ConvertTo-TentacleBase64 $name) + "'")
}
function Update-Progress([string] $percentage, [string] $message) {
  Write-TentacleMessage ("progress percentage='" + (ConvertTo-TentacleBase64 $percentage) + "' message='" + (ConvertTo-TentacleBase64 $message) + "'")
}
function Fail-Step([string] $message) {
  if ($message) { Write-TentacleMessage ("resultMessage message='" + (ConvertTo-TentacleBase64 $message) + "'") }
  exit 1
}
function Write-Highlight([string] $message) {
  Write-TentacleMessage 'stdout-highlight'
  [Console]::Out.WriteLine($message)
  Write-TentacleMessage 'stdout-default'
}
$global:LASTEXITCODE = 0
try {
  . ([IO.Path]::Combine($PSScriptRoot, 'Script.ps1'))
} catch {
  [Console]::Error.WriteLine($_.CategoryInfo.Category.ToString() + ': ' + $_.ToString())
  [Console]::Error.WriteLine($_.ScriptStackTrace)
  exit 1
}
exit $global:LASTEXITCODE
`
