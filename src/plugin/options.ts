/** The options of the plugins as the rest of this room sees them. */

import type { ConfigExport } from '../settings/config.ts'
import type { PluginOptions } from '../settings/plugin_options.generated.ts'
import { checkOptions } from './check_options.ts'

export interface ResolvedPluginOptions {
  config: ConfigExport | undefined
  configFile: string | false | undefined
  /** Takes an absolute path. */
  isSource: (file: string) => boolean
  /** The names and ids that `assets` lists. */
  assetNames: readonly string[]
  /** Takes the name and the id of an object. */
  isAsset: (name: string, id: string) => boolean
  /** With a `/` at its end, or empty. */
  assetsDir: string
  failOnWarn: boolean
}

/** @throws BpfLinkerError CONFIG_INVALID */
export function resolveOptions(options: PluginOptions = {}): ResolvedPluginOptions {
  checkOptions(options)
  const { config, configFile, include = '.bpf.c', assets = true, assetsDir = 'bpf', failOnWarn = false } = options
  const patterns = Array.isArray(include) ? (include as readonly (string | RegExp)[]) : [include as string | RegExp]
  const directory = assetsDir.replaceAll('\\', '/').replace(/^(\.?\/)+|\/+$/g, '')
  return {
    config,
    configFile,
    isSource: (file) => file.endsWith('.c') && patterns.some((pattern) => matches(pattern, file.replaceAll('\\', '/'))),
    assetNames: typeof assets === 'boolean' ? [] : assets,
    isAsset: (name, id) => (typeof assets === 'boolean' ? assets : assets.includes(name) || assets.includes(id)),
    assetsDir: directory === '' || directory === '.' ? '' : `${directory}/`,
    failOnWarn,
  }
}

function matches(pattern: string | RegExp, file: string): boolean {
  // `search` pays no heed to `lastIndex`, which a global expression carries from one call to the next.
  return typeof pattern === 'string' ? file.endsWith(pattern) : file.search(pattern) !== -1
}
