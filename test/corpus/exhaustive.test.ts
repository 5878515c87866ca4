import { exhaustiveSuite } from './exhaustive_suite.ts'

// Every 24th, and the multi-file ones.
exhaustiveSuite(24)
