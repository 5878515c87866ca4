/**
 * Profiles: for which kernels an object is, as link settings and rules.
 *
 * The presets are one table. What decides a row, with the mainline commit that
 * brought it (point releases and distributions carry more than their number says):
 *
 *   4.14  BPF_JLT, JLE, JSLT, JSLE: `v2` code              92b31a9af73b
 *   4.16  calls from BPF to BPF                            cc8b0b92a169
 *   5.1   JMP32: `v3` code is accepted                     092ed0968bb6
 *   5.2   a million instructions (before: 4096), global data  c04c0d2b968a, d8eca5bbb2be
 *   5.3   loops whose end the verifier sees                2589726d12a1
 *   5.7   bounds of 32-bit registers are tracked           3f50f132d840
 *   5.12  atomic operations beyond a plain add           91c960b00566, 5ca419f2864a
 *   6.6   `v4` code                                        1f9a1ea821ff
 *   6.19  a jump through a register: jump tables
 *
 * `v3` begins with 5.10, not with 5.4: it computes in 32-bit registers, whose
 * bounds the verifier forgets before 5.7, so that it refuses correct programs
 * ("unbounded memory access"). `v2` keeps them in 64-bit registers.
 *
 * In `v4` code LLVM 22 makes jump tables of large switches, which no long-term
 * kernel so far accepts: off unless asked for.
 *
 * `old-kernel-no-loops` is judged as 4.13, the last release that refuses the jumps
 * of `v2`: what it takes, every long-term kernel since takes.
 *
 * BTF is on everywhere: loaders read map definitions and CO-RE relocations from
 * it, and keep it from kernels that do not know it.
 */

import { BpfLinkerError } from '../errors.ts'
import { suggestion } from '../nearest.ts'
import type { Cpu } from '../settings/job.ts'
import { type PresetName, presetNames, type ResolvedProfile, type RuleLevel } from '../settings/profile.ts'
import type { UserProfile } from '../settings/user_config.generated.ts'
import { compareReleases, type Release } from './release.ts'

/** Levels other than `error`, of the rules that see less of what decides than the kernel does. */
const CAREFUL: Readonly<Record<string, RuleLevel>> = {
  // The user space may set a map's fields before it creates it.
  'map-definition': 'warn',
  // Only kernels built with CONFIG_PREEMPT_RT.
  'tracing-hash': 'warn',
  // Only libbpf before 0.6.
  'data-sections': 'off',
}

type Row = readonly [Release | undefined, Cpu, boolean, boolean, boolean, Readonly<Record<string, RuleLevel>>]

// biome-ignore format: a table. Before 5.2: 4096 instructions, no global data.
const PRESETS: Readonly<Record<PresetName, Row>> = {
  // name                  kernel     cpu        no loops      inline calls  before 5.2           rules
  'old-kernel-no-loops':  ['4.13',    'v1',      true,         true,         true,                CAREFUL],
  'linux-4.14':           ['4.14',    'v2',      true,         true,         true,                CAREFUL],
  'linux-4.19':           ['4.19',    'v2',      true,         false,        true,                CAREFUL],
  'linux-5.4':            ['5.4',     'v2',      false,        false,        false,               CAREFUL],
  'linux-5.10':           ['5.10',    'v3',      false,        false,        false,               CAREFUL],
  'linux-5.15':           ['5.15',    'v3',      false,        false,        false,               CAREFUL],
  'linux-6.1':            ['6.1',     'v3',      false,        false,        false,               CAREFUL],
  'linux-6.6':            ['6.6',     'v4',      false,        false,        false,               CAREFUL],
  'linux-6.12':           ['6.12',    'v4',      false,        false,        false,               CAREFUL],
  'linux-6.18':           ['6.18',    'v4',      false,        false,        false,               CAREFUL],
  // The first long-term kernel with v4 code; moves with our major versions.
  'modern':               ['6.6',     'v4',      false,        false,        false,               CAREFUL],
  // The defaults of the Rust bpf-linker. Without a kernel, no rule has anything to say.
  'generic':              [undefined, 'generic', false,        false,        false,               {}     ],
}

/** The profile of objects that name none. */
export const DEFAULT_PROFILE: PresetName = 'generic'

const presets = new Map<string, ResolvedProfile>(presetNames.map((name) => [name, presetOf(name, PRESETS[name])]))

function presetOf(name: PresetName, [kernel, cpu, noLoops, inlineAll, isBefore52, rules]: Row): ResolvedProfile {
  return {
    name,
    kernel,
    loader: 'auto',
    cpu,
    cpuFeatures: '',
    btf: true,
    unrollLoops: noLoops,
    inlineAll,
    loops: !noLoops,
    maxInstructions: isBefore52 ? 4096 : undefined,
    globalData: !isBefore52,
    fetchAtomics: kernel === undefined || !isNewer('5.12', kernel),
    freezeRodata: false,
    // A `memcpy` function is a call and a loop, and must not stay where either is refused.
    disableMemoryBuiltins: noLoops || inlineAll,
    jumpTables: false,
    rules,
    features: [],
  }
}

/** The user's profiles by name, as in a config's `profiles`. */
export type UserProfiles = Readonly<Record<string, UserProfile>>

/** Every profile, presets first, then the user's in their order. Throws as {@link resolveProfile}. */
export function listProfiles(userProfiles: UserProfiles = {}): ResolvedProfile[] {
  return [...presetNames, ...Object.keys(userProfiles)].map((name) => resolveProfile(name, userProfiles))
}

/** Why a name leads to no profile. */
export interface ProfileMistake {
  code: 'CONFIG_UNKNOWN_NAME' | 'CONFIG_INVALID'
  /** Where in a config it is made, `profiles.fleet.extends`; undefined: where the name stands that was asked for. */
  path: string | undefined
  message: string
  hint: string | undefined
}

/** What keeps {@link resolveProfile} from that name; undefined: nothing. */
export function profileMistake(name: string, userProfiles: UserProfiles = {}): ProfileMistake | undefined {
  const found = follow(name, userProfiles)
  return 'preset' in found ? undefined : found
}

/** The way along `extends`: the user's profiles, then the preset where it ends. */
interface Chain {
  own: [name: string, profile: UserProfile][]
  preset: ResolvedProfile
}

function follow(name: string, userProfiles: UserProfiles): Chain | ProfileMistake {
  const own: Chain['own'] = []
  for (let at = name; ; ) {
    const preset = presets.get(at)
    if (preset !== undefined) return { own, preset }
    const names = own.map(([before]) => before)
    if (names.includes(at)) return circle(names.slice(names.indexOf(at)))
    const profile = Object.hasOwn(userProfiles, at) ? userProfiles[at] : undefined
    if (profile === undefined) {
      const from = names.at(-1)
      return {
        code: 'CONFIG_UNKNOWN_NAME',
        path: from === undefined ? undefined : `profiles.${from}.extends`,
        message: `no profile is called '${at}'`,
        hint: suggestion(at, [...presetNames, ...Object.keys(userProfiles)]),
      }
    }
    own.push([at, profile])
    at = profile.extends ?? presetFor(profile.kernel)
  }
}

/** The circle always begins with the same profile, so that one circle gives one message. */
function circle(members: readonly string[]): ProfileMistake {
  const first = members.toSorted()[0] ?? ''
  const from = members.indexOf(first)
  const names = [...members.slice(from), ...members.slice(0, from), first].map((name) => `'${name}'`)
  return {
    code: 'CONFIG_INVALID',
    path: `profiles.${first}.extends`,
    message: `profiles extend each other: ${names.join(' → ')}`,
    hint: 'let one of them extend a preset, such as generic',
  }
}

/**
 * The profile of that name, with what it extends merged in. A profile that
 * extends nothing begins with the newest preset that is not newer than its
 * `kernel`, and with `generic` when it names no kernel either.
 *
 * @throws BpfLinkerError CONFIG_UNKNOWN_NAME for a name that neither the presets nor `userProfiles` have;
 *   CONFIG_INVALID when `extends` goes round in a circle.
 * @example resolveProfile('fleet', { fleet: { extends: 'linux-5.4', loader: 'cilium' } }).cpu // 'v2'
 */
export function resolveProfile(name: string, userProfiles: UserProfiles = {}): ResolvedProfile {
  const found = follow(name, userProfiles)
  if (!('preset' in found)) {
    const { code, path, message, hint } = found
    throw new BpfLinkerError(code, path === undefined ? message : `${path}: ${message}`, { hint })
  }
  const { own, preset } = found
  const begin: ResolvedProfile = { ...preset, rules: { ...preset.rules }, features: [] }
  return own.reduceRight((base, [name, profile]) => extended(base, name, profile), begin)
}

function extended(base: ResolvedProfile, name: string, own: UserProfile): ResolvedProfile {
  const { extends: _, cpuFeatures, rules, features = [], ...settings } = own
  return {
    ...base,
    ...defined(settings),
    ...(cpuFeatures === undefined ? {} : { cpuFeatures: featureString(cpuFeatures) }),
    name,
    rules: { ...base.rules, ...rules },
    features: [...new Set([...base.features, ...features])],
  }
}

type Defined<T> = { [Key in keyof T]: Exclude<T[Key], undefined> }

/** Without the keys whose value is undefined. */
function defined<T extends object>(settings: T): Defined<T> {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)) as Defined<T>
}

/** The newest `linux-…` preset that is not newer; before all of them, what the oldest kernels take. */
function presetFor(kernel: string | undefined): PresetName {
  if (kernel === undefined) return DEFAULT_PROFILE
  const fits = presetNames.filter((name) => {
    const [of] = PRESETS[name]
    return name.startsWith('linux-') && of !== undefined && !isNewer(of, kernel)
  })
  return fits.at(-1) ?? 'old-kernel-no-loops'
}

/** Whether mainline release `a` came after `b`. */
export function isNewer(a: Release, b: Release): boolean {
  return compareReleases(a, b) > 0
}

/** LLVM's form of a feature list. */
export function featureString(features: string | readonly string[]): string {
  return typeof features === 'string' ? features : features.join(',')
}
