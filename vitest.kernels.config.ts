import { defineConfig } from 'vitest/config'

/** What `npm run test:kernels` runs: programs on booted kernels. */
export default defineConfig({
  test: { include: ['test/kernels/*.kernels.ts'], testTimeout: 600_000, hookTimeout: 1_200_000, maxConcurrency: 2 },
})
