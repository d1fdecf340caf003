#!/usr/bin/env node
import('./octopus-blue-green.mjs')
