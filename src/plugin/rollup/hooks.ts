/** Rollup and Rolldown themselves: the hooks of the family in the working directory, and a line for each object. */
import { createContext } from '../context.ts'
import type { HostHooks } from '../factory.ts'
import type { Attributes } from '../query.ts'
import { summaryLines } from '../summary.ts'
import { emitWithHost } from './assets.ts'
import { familyHooks } from './family.ts'
import type { RollupHost } from './host.ts'

export const rollupHooks: HostHooks = ({ linksFor }, { framework }) => {
  const place = { root: process.cwd(), command: 'build' as const, mode: process.env.NODE_ENV ?? 'production' }
  const context = createContext(linksFor(place))
  let level: 'info' | 'debug' = 'debug'
  const hooks = familyHooks({
    contextOf: () => context,
    addressesOf: (host) => ({ url: emitWithHost(host), path: emitWithHost(host) }),
    attributesOf,
    messageOnly: () => framework === 'rolldown',
    async report(host) {
      for (const line of await summaryLines(await context.linked())) host[level](line)
    },
  })
  // If nobody takes logs, these two print those of level `info` on standard output.
  const reporting = {
    ...hooks,
    // A watcher always has an `onLog`, its own where it was given none.
    options(this: { meta: { watchMode: boolean } }, input: { onLog?: unknown }) {
      level = input.onLog === undefined || this.meta.watchMode ? 'debug' : 'info'
    },
  }
  return { rollup: reporting, rolldown: reporting }
}

/** Those of the first import of the module. Rolldown drops them. */
function attributesOf(host: RollupHost, id: string): Attributes | undefined {
  const info: { attributes?: Attributes } | null = host.getModuleInfo(id)
  return info?.attributes
}
