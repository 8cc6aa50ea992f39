import { testReferences } from './probes-references.ts'

testReferences('sluice')
