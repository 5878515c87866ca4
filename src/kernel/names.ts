/** Names in a profile that nothing goes by: a rule that is misspelt would never be heard of. */
import { BpfLinkerError } from '../errors.ts'
import { nearest, suggestion } from '../nearest.ts'
import type { ResolvedProfile } from '../settings/profile.ts'
import { featureName } from './added_features.ts'
import { rules } from './check.ts'
import { attachTypeInfo, helperInfo, mapTypeInfo, programTypeInfo } from './features.ts'

/** @throws BpfLinkerError CONFIG_UNKNOWN_NAME for a rule or a feature that does not exist */
export function checkNames({ name: profile, rules: levels, features }: ResolvedProfile): void {
  const ruleNames = rules.map(({ name }) => name)
  for (const rule of Object.keys(levels)) {
    if (!ruleNames.includes(rule))
      throw unknown(`profiles.${profile}.rules: no rule is called '${rule}'`, rule, ruleNames)
  }
  for (const feature of features) {
    const known = feature.includes(':') ? namesOf(feature) : ruleNames
    if (known === undefined || known.some((name) => featureName(name) === featureName(feature))) continue
    throw unknown(`profiles.${profile}.features: there is no '${feature}'`, feature, known)
  }
}

function unknown(message: string, name: string, known: readonly string[]): BpfLinkerError {
  const near = nearest(name, known)
  const bare = name.includes(':') && near === undefined
  const hint = bare ? 'features are named as in include/uapi/linux/bpf.h' : suggestion(name, known)
  return new BpfLinkerError('CONFIG_UNKNOWN_NAME', message, { hint })
}

/** More than any kernel has. */
const MOST = 512
const numbers = Array.from({ length: MOST }, (_, i) => i)

/** All features of that kind; undefined for kfuncs, since modules have their own. */
function namesOf(feature: string): string[] | undefined {
  const [kind = '', name = ''] = feature.split(':')
  switch (kind) {
    case 'helper':
      return numbers.flatMap((id) => helperInfo(id)?.name ?? []).map((known) => `helper:${known}`)
    case 'map':
      return numbers.flatMap((type) => mapTypeInfo(type)?.name ?? []).map((known) => `map:${known}`)
    case 'program':
      return programTypeInfo(long(name, 'BPF_PROG_TYPE_')) === undefined ? [] : [feature]
    case 'attach':
      return attachTypeInfo(long(name, 'BPF_')) === undefined ? [] : [feature]
    default:
      return undefined
  }
}

function long(name: string, prefix: string): string {
  const upper = name.toUpperCase()
  return upper.startsWith(prefix) ? upper : prefix + upper
}
