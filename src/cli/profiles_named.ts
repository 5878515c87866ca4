/** Profiles by the names that a command line has. */
import { loadConfig } from '../config/load_config.ts'
import { listProfiles } from '../kernel/profiles.ts'
import { presetNames, type ResolvedProfile } from '../settings/profile.ts'
import { profileOf } from './profiles.ts'

/**
 * Each once. A preset needs no config.
 * @throws BpfLinkerError CONFIG_UNKNOWN_NAME, and what a config throws
 */
export async function profilesNamed(
  names: readonly string[],
  configFile: string | undefined,
): Promise<ResolvedProfile[]> {
  const presets: readonly string[] = presetNames
  const own = configFile !== undefined || names.some((name) => !presets.includes(name))
  const known = own ? (await loadConfig({ configFile, command: 'check', allowEmpty: true })).profiles : listProfiles()
  return [...new Set(names)].map((name) => profileOf(known, name))
}
