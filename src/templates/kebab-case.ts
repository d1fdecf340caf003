/** `Blue-Green - Warm Up (Bash)` → `blue-green-warm-up-bash`. */
export const kebabCase = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
