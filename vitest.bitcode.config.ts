import { defineConfig } from 'vitest/config'
import { PATIENCE } from './test/support/patience.ts'

/** What `npm run test:bitcode` runs: bitcode of other majors of LLVM, whose compilers are downloaded. */
export default defineConfig({
  test: {
    include: ['test/bitcode/*.bitcode.ts'],
    testTimeout: 4 * PATIENCE,
    // Downloads and unpacks a compiler.
    hookTimeout: 4 * PATIENCE,
    maxConcurrency: 2,
  },
})
