import { defineConfig } from 'vitest/config'
import { PATIENCE } from './test/support/patience.ts'

/** What `npm run test:arm64` runs: the packages for arm64, by QEMU. */
export default defineConfig({
  test: {
    include: ['test/arm64/*.arm64.ts'],
    // QEMU takes some ten times as long.
    testTimeout: 4 * PATIENCE,
    hookTimeout: 4 * PATIENCE,
  },
})
