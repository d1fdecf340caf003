/**
 * Of a folder with a health file. Whatever the release above it says in its own web.config (handlers of ASP.NET Core that take every
 * path, redirects to https) must not reach this one, and a file that was replaced has to be seen at once.
 * @see https://learn.microsoft.com/iis/configuration/system.webserver/handlers/
 */
export const healthWebConfig = `<?xml version="1.0" encoding="UTF-8"?>
<!-- Made by the step "Blue-Green - Prepare Router". The file up.html beside it says to ARR whether the slot gets requests. -->
<configuration>
  <system.webServer>
    <rewrite>
      <rules>
        <clear />
      </rules>
    </rewrite>
    <handlers>
      <clear />
      <add name="StaticFile" path="*" verb="GET,HEAD" modules="StaticFileModule" resourceType="File" requireAccess="Read" />
    </handlers>
    <caching enabled="false" enableKernelCache="false" />
  </system.webServer>
</configuration>
`
