import { corpusSuite } from './suite.ts'

// All programs; or, where time is short, every CORPUS_STEP-th beginning with the second: others than `npm test` takes.
const step = Number(process.env.CORPUS_STEP ?? 1)
corpusSuite(step, step === 1 ? 0 : 1)
