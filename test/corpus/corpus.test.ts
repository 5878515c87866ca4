import { corpusSuite } from './suite.ts'

// Every fourth: some 120 programs by many authors.
corpusSuite(4)
