/** Every bundler, through its real API, behind one interface. */
import { esbuildHosts } from './hosts/esbuild.ts'
import type { Host } from './hosts/host.ts'
import { oldRollupHosts, rollupHosts } from './hosts/rollup.ts'
import { oldViteHosts, viteHosts } from './hosts/vite.ts'
import { webpackHosts } from './hosts/webpack.ts'

export {
  BUNDLE,
  type BuildOutcome,
  type BuildRequest,
  type Host,
  type Made,
  OUT,
  type ShownError,
  type Watching,
} from './hosts/host.ts'

/** The newest of each. */
export const hosts: Host[] = [...viteHosts, ...rollupHosts, ...esbuildHosts, ...webpackHosts]

/** The oldest of those of which the package claims several majors. */
export const oldHosts: Host[] = [...oldViteHosts, ...oldRollupHosts]
