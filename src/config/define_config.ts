import type { ConfigEnvironment, ConfigExport } from '../settings/config.ts'
import type { UserConfig } from '../settings/user_config.generated.ts'

/**
 * Gives a config its types; returns it as it is.
 *
 * @example
 * export default defineConfig({ profile: 'linux-5.10', objects: { probe: { inputs: 'src/bpf/*.bpf.c' } } })
 * @example
 * export default defineConfig(({ mode }) => ({ defines: { DEBUG: mode === 'development' } }))
 */
export function defineConfig(config: UserConfig): UserConfig
export function defineConfig(config: Promise<UserConfig>): Promise<UserConfig>
export function defineConfig(
  config: (environment: ConfigEnvironment) => UserConfig,
): (environment: ConfigEnvironment) => UserConfig
export function defineConfig(
  config: (environment: ConfigEnvironment) => Promise<UserConfig>,
): (environment: ConfigEnvironment) => Promise<UserConfig>
export function defineConfig(config: ConfigExport): ConfigExport
export function defineConfig(config: ConfigExport): ConfigExport {
  return config
}
