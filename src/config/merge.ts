/**
 * Several configs, one over the other: what a config extends, the config, and
 * what the command line says. Objects and profiles of one name are merged key
 * by key; every other value is replaced, lists too.
 *
 * Where a value came from is kept: relative paths start at the folder of the
 * file they are written in, and a message names that file.
 */

import type { UserConfig } from '../settings/user_config.generated.ts'

/** Where a value of the config was written. */
export interface Origin {
  /** Absolute; undefined: given by value. */
  file: string | undefined
  /** Folder that paths which are read start from. */
  readFrom: string
  /** Folder that paths which are written start from. */
  writeTo: string
}

export interface Layer {
  config: UserConfig
  origin: Origin
}

/** By path in the config: `outDir`, `objects.probe.inputs`, `profiles.fleet.cpu`. */
export type Origins = ReadonlyMap<string, Origin>

export interface MergedConfig {
  config: UserConfig
  origins: Origins
}

/** Merges layers, the later over the earlier. */
export function mergeLayers(layers: readonly Layer[]): MergedConfig {
  const origins = new Map<string, Origin>()
  let merged: UserConfig = {}
  for (const { config, origin } of layers) {
    const { objects, profiles, ...top } = config
    merged = {
      ...merged,
      ...defined(top, '', origin, origins),
      ...mergeNamed('objects', merged.objects, objects, origin, origins),
      ...mergeNamed('profiles', merged.profiles, profiles, origin, origins),
    }
  }
  return { config: merged, origins }
}

function mergeNamed<Key extends 'objects' | 'profiles'>(
  key: Key,
  base: UserConfig[Key],
  over: UserConfig[Key],
  origin: Origin,
  origins: Map<string, Origin>,
): Pick<UserConfig, Key> | undefined {
  if (over === undefined) return undefined
  const merged: Record<string, object> = { ...base }
  for (const [name, value] of Object.entries(over)) {
    origins.set(`${key}.${name}`, origin)
    merged[name] = { ...merged[name], ...defined(value, `${key}.${name}.`, origin, origins) }
  }
  return { [key]: merged } as Pick<UserConfig, Key>
}

/** A key that is `undefined` says nothing. */
function defined<T extends object>(value: T, prefix: string, origin: Origin, origins: Map<string, Origin>): Partial<T> {
  const entries = Object.entries(value).filter(([, v]) => v !== undefined)
  for (const [key] of entries) origins.set(prefix + key, origin)
  return Object.fromEntries(entries) as Partial<T>
}
