import { twoReleases } from './two-releases.js'

twoReleases(22)
