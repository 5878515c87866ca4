import { defineConfig } from 'vitest/config'
import { MOST_MILLISECONDS } from './test/kernels/vm.ts'

/** What `npm run test:kernels` runs: programs on booted kernels. */
export default defineConfig({
  test: {
    include: ['test/kernels/*.kernels.ts'],
    testTimeout: 2 * MOST_MILLISECONDS,
    hookTimeout: 2 * MOST_MILLISECONDS,
    maxConcurrency: 2,
  },
})
