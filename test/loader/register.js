/** `--import` of this lets Node load what `build.ts` built, by the names of the sources. */
import { register } from 'node:module'

process.setSourceMapsEnabled(true)
register('./hooks.js', import.meta.url)
