import { corpusSuite } from './suite.ts'

corpusSuite(1)
