/** Profiles as text. Pure. */
import type { ResolvedProfile } from '../settings/profile.ts'
import { columns } from './columns.ts'
import { type Paint, plain } from './paint.ts'

const HEAD = ['profile', 'kernel', 'cpu', 'loader', 'settings']

/** One line each; `presets` are the names that every project has. */
export function drawProfiles(
  profiles: readonly ResolvedProfile[],
  presets: readonly string[],
  paint: Paint = plain,
): string {
  const rows = profiles.map((profile) => {
    const own = presets.includes(profile.name) ? [] : ['of the config']
    const settings = [...own, ...switches(profile)].join(', ')
    return [profile.name, profile.kernel ?? '-', profile.cpu, profile.loader, settings]
  })
  const [head = '', ...lines] = columns([HEAD, ...rows])
  return [paint('dim', head), ...lines].join('\n')
}

/** Every setting of one. */
export function drawProfile(profile: ResolvedProfile, paint: Paint = plain): string {
  const { name, kernel, loader, cpu, cpuFeatures, btf, rules, features } = profile
  const rows = [
    ['kernel', kernel ?? 'none in particular: no rules'],
    ['loader', loader],
    ['cpu', cpuFeatures === '' ? cpu : `${cpu} ${cpuFeatures}`],
    ['btf', btf ? 'yes' : 'no'],
    ...(['loops', 'globalData', 'fetchAtomics', ...SWITCHES] as const).map((key) => [key, profile[key] ? 'yes' : 'no']),
    ...(profile.maxInstructions === undefined ? [] : [['maxInstructions', String(profile.maxInstructions)]]),
    ['rules', kernel === undefined ? 'none' : rulesText(rules)],
    ...(features.length === 0 ? [] : [['features', features.join(', ')]]),
  ]
  return [paint('bold', name), ...columns(rows).map((line) => `  ${line}`)].join('\n')
}

const SWITCHES = ['unrollLoops', 'inlineAll', 'freezeRodata', 'disableMemoryBuiltins', 'jumpTables'] as const

function switches(profile: ResolvedProfile): string[] {
  return SWITCHES.filter((key) => profile[key])
}

function rulesText(rules: ResolvedProfile['rules']): string {
  const own = Object.entries(rules).map(([rule, level]) => `${rule}: ${level}`)
  return own.length === 0 ? 'all errors' : `all errors, but ${own.join(', ')}`
}
