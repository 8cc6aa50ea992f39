/** Hooks of Node's module loader: a source is what was built of it. */
import { readFileSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { builtOf, ROOT } from './built.js'

const root = pathToFileURL(ROOT).href

export function load(url, context, next) {
  const { href } = url.includes('?') ? new URL(url.slice(0, url.indexOf('?'))) : { href: url }
  if (!href.startsWith(root) || !href.endsWith('.ts')) return next(url, context)
  return { format: 'module', source: readFileSync(builtOf(fileURLToPath(href)), 'utf8'), shortCircuit: true }
}
