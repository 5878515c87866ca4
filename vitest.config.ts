import { defineConfig } from 'vitest/config'
import { PATIENCE } from './test/support/patience.ts'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts', 'scripts/**/*.test.mjs'],
    // Above the waits within a test, which say what was waited for.
    testTimeout: 2 * PATIENCE,
    hookTimeout: 2 * PATIENCE,
    expect: { poll: { timeout: PATIENCE } },
    maxConcurrency: 2,
  },
})
