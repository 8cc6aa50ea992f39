/** Where the sources lie, and where they are as JavaScript: paths that end in a slash. */
import { fileURLToPath } from 'node:url'

export const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const BUILT = `${ROOT}.built/`

/** The JavaScript of a source, both as paths. */
export const builtOf = (source) => `${BUILT}${source.slice(ROOT.length)}.js`
