/**
 * Configuration that IIS would refuse: the whole site then answers 500.19 until the file is right again.
 * @see https://learn.microsoft.com/en-us/troubleshoot/developer/webapps/iis/health-diagnostic-performance/http-error-500-19-webpage
 */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError'
}
