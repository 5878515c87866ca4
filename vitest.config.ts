import { defineConfig } from 'vitest/config'
import { PATIENCE } from './test/support/patience.ts'

/** Functions without a state of their own, nor of the process: starting anew for each file takes longer than they do. */
const PURE = ['codegen', 'config', 'kernel', 'object', 'report', 'runtime', 'settings'].map((room) => {
  return `src/${room}/**/*.test.ts`
})

export default defineConfig({
  test: {
    // Above the waits within a test, which say what was waited for.
    testTimeout: 4 * PATIENCE,
    hookTimeout: 4 * PATIENCE,
    expect: { poll: { timeout: PATIENCE } },
    maxConcurrency: 2,
    projects: [
      { extends: true, test: { name: 'pure', include: PURE, isolate: false } },
      {
        extends: true,
        test: {
          name: 'whole',
          include: ['src/**/*.test.ts', 'test/**/*.test.ts', 'scripts/**/*.test.mjs'],
          exclude: [...PURE, '**/node_modules/**'],
        },
      },
    ],
  },
})
