// The TypeScript tests, by vitest.
import { join } from 'node:path'
import { root, run, say } from '../setup/run.mjs'
import { testedBuild } from './llvm.mjs'

/** Files that `npm test` leaves out, and the configs that take them. */
const HEAVY = [
  { suffix: /\.corpus\.ts$/, config: 'vitest.corpus.config.ts' },
  { suffix: /\.bitcode\.ts$/, config: 'vitest.bitcode.config.ts' },
  { suffix: /\.kernels\.ts$/, config: 'vitest.kernels.config.ts' },
  { suffix: /\.arm64\.ts$/, config: 'vitest.arm64.config.ts' },
]

export function runVitest(args) {
  say('TypeScript tests')
  const heavy = HEAVY.find(({ suffix }) => args.some((arg) => suffix.test(arg)))
  const config = heavy === undefined ? [] : ['--config', heavy.config]
  run(process.execPath, [join(root, 'node_modules', 'vitest', 'vitest.mjs'), 'run', ...config, ...args], {
    stdio: ['ignore', 1, 2],
    env: { ...process.env, ...testedBuild().env },
  })
}
