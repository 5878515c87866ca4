/** Which objects of a config a build is about. Pure. */

import { BpfLinkerError } from '../errors.ts'
import { suggestion } from '../nearest.ts'
import type { ResolvedConfig } from '../settings/config.ts'
import type { ResolvedObject } from '../settings/object.ts'

export interface Selection {
  /** Keys of the config's `objects`, or ids such as `probe.linux-5.10`. Empty: all. */
  names: readonly string[]
  /** Empty: all. */
  profileNames: readonly string[]
}

/**
 * In the config's order.
 * @throws BpfLinkerError CONFIG_UNKNOWN_NAME for what the config does not have,
 * CONFIG_INVALID when it has no objects at all
 */
export function selectObjects(config: ResolvedConfig, { names, profileNames }: Selection): ResolvedObject[] {
  const where = config.configFile ?? 'the config'
  const { objects, dependencies } = config
  if (objects.length === 0) {
    throw new BpfLinkerError('CONFIG_INVALID', `${where} has no objects to build`, {
      hint: "say what to link: objects: { probe: { inputs: ['src/bpf/*.bpf.c'] } }",
      dependencies,
    })
  }
  const refuseUnknown = (what: string, given: readonly string[], known: string[]) => {
    const unknown = given.find((name) => !known.includes(name))
    if (unknown === undefined) return
    throw new BpfLinkerError('CONFIG_UNKNOWN_NAME', `${where} has no ${what} '${unknown}'`, {
      hint: suggestion(unknown, [...new Set(known)]),
      dependencies,
    })
  }
  refuseUnknown(
    'object',
    names,
    objects.flatMap(({ name, id }) => [name, id]),
  )
  const named = objects.filter(({ name, id }) => names.length === 0 || names.includes(name) || names.includes(id))
  refuseUnknown(
    'object for the profile',
    profileNames,
    named.map(({ profile }) => profile.name),
  )
  return named.filter(({ profile }) => profileNames.length === 0 || profileNames.includes(profile.name))
}
