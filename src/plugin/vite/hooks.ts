/** What Vite needs besides the hooks of the Rollup family: its root, a dev server's objects, and its own addresses. */
import type { HostHooks } from '../factory.ts'
import type { Addresses } from '../forms.ts'
import type { LinksFor } from '../links.ts'
import { familyHooks } from '../rollup/family.ts'
import type { RollupHooks, RollupHost } from '../rollup/host.ts'
import { summaryLines } from '../summary.ts'
import { buildAddresses, devAddresses, fileUrlOf } from './assets.ts'
import { createEnvironments, type Environments } from './environments.ts'
import type { ViteHooks, ViteHost } from './host.ts'
import { createServedObjects, type ServedObjects } from './served_objects.ts'

export const viteHooks: HostHooks = ({ linksFor }) => ({ enforce: 'pre', vite: hooksFor(linksFor) })

function hooksFor(linksFor: LinksFor): ViteHooks {
  const environments = createEnvironments(linksFor)
  const served = createServedObjects()
  const family = familyHooksOf(environments, served)
  return {
    ...family,
    ...buildHooks(environments, family),
    configResolved(config) {
      environments.setConfig(config)
    },
    configureServer(server) {
      server.middlewares.use(served.middleware)
    },
    onLog(_level, { code, message }) {
      // The name that is taken is that of the asset which Vite has deleted.
      if (code !== 'FILE_NAME_CONFLICT') return undefined
      return [...environments.restored].some((fileName) => message.includes(fileName)) ? false : undefined
    },
  }
}

function familyHooksOf(environments: Environments, served: ServedObjects): RollupHooks {
  const isBuild = () => environments.config.command === 'build'

  function addressesOf(host: RollupHost): Addresses {
    const viteHost = host as ViteHost
    return isBuild()
      ? buildAddresses(viteHost, environments.of(host).assets.emitter(viteHost))
      : devAddresses(viteHost, environments.config, served)
  }

  return familyHooks({
    contextOf: (host) => environments.of(host).context,
    addressesOf,
    bundlesRuntime: (host) => isBuild() && (host as ViteHost).environment.config.consumer === 'server',
    // The dev server shows all of a warning, a build its message.
    messageOnly: isBuild,
    // Vite hands none on, and the module info of a dev server throws when it is asked for them.
    attributesOf: () => undefined,
  })
}

type BuildHooks = Pick<ViteHooks, 'buildStart' | 'buildEnd' | 'resolveFileUrl' | 'generateBundle' | 'closeBundle'>

/** A dev server has no assets but those that are asked for. */
function buildHooks(environments: Environments, family: RollupHooks): BuildHooks {
  const isBuild = () => environments.config.command === 'build'
  return {
    buildStart: {
      order: 'pre',
      handler() {
        if (!isBuild()) return
        environments.of(this).assets.clear()
        family.buildStart.handler.call(this)
      },
    },
    async buildEnd(error) {
      if (!isBuild()) return
      const { assets } = environments.of(this)
      await family.buildEnd.call(assets.emitter(this as ViteHost), error)
    },
    resolveFileUrl(url) {
      return environments.of(this).assets.isOurs(url.referenceId) ? fileUrlOf(this, url) : null
    },
    generateBundle: {
      order: 'post',
      handler() {
        environments.of(this).assets.putBack(this)
      },
    },
    // Under the list of Vite's own files.
    closeBundle: {
      order: 'post',
      async handler() {
        const { config } = environments
        if (config.command !== 'build') return
        const { reportCompressedSize } = this.environment.config.build
        const lines = await summaryLines(await environments.of(this).context.linked(), reportCompressedSize)
        for (const line of lines) config.logger.info(line)
      },
    },
  }
}
