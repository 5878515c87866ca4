import { defineConfig } from 'vitest/config'

/** What `npm run test:corpus` runs: too heavy for `npm test`. */
export default defineConfig({
  test: { include: ['test/corpus/*.corpus.ts'], testTimeout: 300_000, hookTimeout: 300_000, maxConcurrency: 2 },
})
