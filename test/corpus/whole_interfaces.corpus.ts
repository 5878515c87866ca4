import { interfaceSuite } from './interfaces.ts'

const step = Number(process.env.CORPUS_STEP ?? 1)
interfaceSuite(step, step === 1 ? 0 : 1)
