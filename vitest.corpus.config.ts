import { defineConfig } from 'vitest/config'
import { PATIENCE } from './test/support/patience.ts'

/** What `npm run test:corpus` runs: too heavy for `npm test`. */
export default defineConfig({
  test: {
    include: ['test/corpus/*.corpus.ts'],
    testTimeout: 4 * PATIENCE,
    hookTimeout: 4 * PATIENCE,
    maxConcurrency: 2,
  },
})
