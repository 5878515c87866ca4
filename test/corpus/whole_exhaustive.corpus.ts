import { exhaustiveSuite } from './exhaustive_suite.ts'

const step = Number(process.env.CORPUS_STEP ?? 1)
exhaustiveSuite(step, step === 1 ? 0 : 1)
