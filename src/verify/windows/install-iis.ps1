# Makes a Windows Server ready for tests against its own IIS: features, URL Rewrite 2.1, ARR 3, the ASP.NET Core Module, NGINX.
# Run it as administrator, in Windows PowerShell 5.1 or PowerShell 7, with Chocolatey on the PATH; it may be run again.
# With -RemoveDefaultSite the site that IIS brings is deleted: for machines that nobody needs.
param([string] $NginxVersion = '1.28.0', [switch] $RemoveDefaultSite)
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

function Assert-ExitCode([string] $what, [int[]] $good = @(0)) {
  if ($good -notcontains $LASTEXITCODE) { throw "$what ended with exit code $LASTEXITCODE." }
}

Write-Output 'Features of IIS'
$features = @(
  'Web-Server'
  'Web-Scripting-Tools'
  'Web-Mgmt-Console'
  'Web-Request-Monitor'
  'Web-AppInit'
  'Web-WebSockets'
  'Web-Static-Content'
)
$installed = Install-WindowsFeature -Name $features
if (-not $installed.Success) { throw 'The features of IIS could not be installed.' }
if ($installed.RestartNeeded -eq 'Yes') { throw 'Windows has to be restarted before IIS can be used. Run this again then.' }

Write-Output 'URL Rewrite 2.1, ARR 3 and the ASP.NET Core Module'
# 3010: done, and a restart is wanted that these do not need.
choco install urlrewrite iis-arr dotnet-8.0-windowshosting --yes --no-progress
Assert-ExitCode 'choco install' @(0, 1641, 3010)
# So that the worker processes find the modules and Node.
Restart-Service -Name 'W3SVC', 'WAS' -Force
Start-Service -Name 'W3SVC'

$appcmd = Join-Path $env:windir 'System32\inetsrv\appcmd.exe'
foreach ($module in @('RewriteModule', 'ApplicationRequestRouting', 'AspNetCoreModuleV2')) {
  & $appcmd list module "/name:$module"
  Assert-ExitCode "The IIS module $module is not there: appcmd list module"
}

# Applications name their handler in their web.config.
& $appcmd unlock config -section:system.webServer/handlers
Assert-ExitCode 'appcmd unlock config'

if ($RemoveDefaultSite) {
  & $appcmd list site 'Default Web Site'
  if ($LASTEXITCODE -eq 0) {
    & $appcmd delete site 'Default Web Site'
    Assert-ExitCode 'appcmd delete site'
  }
}

Write-Output "NGINX $NginxVersion"
$folder = Join-Path $env:SystemDrive "nginx-$NginxVersion"
if (-not (Test-Path -LiteralPath (Join-Path $folder 'nginx.exe') -PathType Leaf)) {
  $archive = Join-Path $env:TEMP "nginx-$NginxVersion.zip"
  Invoke-WebRequest -UseBasicParsing -Uri "https://nginx.org/download/nginx-$NginxVersion.zip" -OutFile $archive
  Expand-Archive -LiteralPath $archive -DestinationPath "$env:SystemDrive\" -Force
}
if ($env:GITHUB_PATH) { Add-Content -LiteralPath $env:GITHUB_PATH -Value $folder }
Write-Output "NGINX is in $folder; put that on the PATH. This machine is ready."
exit 0
