/**
 * `check()` and `requirements()`: any BPF object, also one that clang, rustc or gcc made, against kernels.
 */
import { loadConfig } from '../config/load_config.ts'
import type { Diagnostic } from '../errors.ts'
import type { Finding, Requirement } from '../kernel/check.ts'
import { inspect } from '../link/inspect.ts'
import { wrongOption } from '../link/options.ts'
import { LOADERS, type Loader, type ResolvedProfile } from '../settings/profile.ts'
import type { UserConfig } from '../settings/user_config.generated.ts'
import { RULE_DETAILS } from './gate.ts'

export interface CheckOptions {
  /** A preset, or one of `profiles`. */
  profile: NonNullable<UserConfig['profile']>
  /** Profiles of your own, as in a config. */
  profiles?: UserConfig['profiles'] | undefined
  /** Whose rules hold beside the kernel's. Default: the profile's, else what the object looks like. */
  loader?: Loader | undefined
  /** Relative paths start here, also those in the object's line records. Default: the working directory. */
  cwd?: string | undefined
  signal?: AbortSignal | undefined
}

export interface CheckResult {
  /** No finding is an error. */
  ok: boolean
  profile: ResolvedProfile
  findings: Finding[]
  /** The findings as diagnostics, with files as they are on this machine. */
  diagnostics: Diagnostic[]
}

/**
 * What the kernels of a profile would refuse.
 *
 * @param object a path, or the bytes of an ELF file
 * @throws BpfLinkerError CONFIG_UNKNOWN_NAME, OBJECT_INVALID, INPUT_NOT_FOUND; not for findings
 * @example
 * const { ok, findings } = await check('probe.bpf.o', { profile: 'linux-5.10' })
 */
export async function check(object: string | Uint8Array, options: CheckOptions): Promise<CheckResult> {
  const { profile: name, profiles, loader, cwd = process.cwd(), signal } = options ?? {}
  if (typeof name !== 'string') throw wrongOption('profile', name, 'the name of a profile')
  if (loader !== undefined && !LOADERS.includes(loader)) throw wrongOption('loader', loader, LOADERS.join(', '))
  const { defaults } = await loadConfig({ cwd, config: { profile: name, profiles }, allowEmpty: true })
  return checkFor(object, withLoader(defaults.profile, loader), { cwd, signal })
}

/** The profile, for a loader that is named elsewhere. */
export function withLoader(profile: ResolvedProfile, loader: Loader | undefined): ResolvedProfile {
  return loader === undefined ? profile : { ...profile, loader }
}

/** {@link check} for a profile that is resolved already. */
export async function checkFor(
  object: string | Uint8Array,
  profile: ResolvedProfile,
  { cwd, signal }: { cwd: string; signal: AbortSignal | undefined },
): Promise<CheckResult> {
  const inspecting = inspect(object, { cwd, ...RULE_DETAILS, signal })
  const [info, { judge }] = await Promise.all([inspecting, import('./judge.ts')])
  const { findings, diagnostics } = judge(info, profile, { folder: cwd, inputs: [] })
  return { ok: findings.every(({ severity }) => severity !== 'error'), profile, findings, diagnostics }
}

export interface RequirementsOptions {
  /** Default: all four. */
  loaders?: readonly Loader[] | undefined
  /** Relative paths start here. Default: the working directory. */
  cwd?: string | undefined
  signal?: AbortSignal | undefined
}

/**
 * The least kernel that each program needs, for each loader, and why.
 *
 * @param object a path, or the bytes of an ELF file
 * @throws BpfLinkerError OBJECT_INVALID, INPUT_NOT_FOUND, …
 * @example
 * const [first] = await requirements('probe.bpf.o', { loaders: ['libbpf'] })
 * console.log(first.program, first.kernel, first.reasons)
 */
export async function requirements(
  object: string | Uint8Array,
  options: RequirementsOptions = {},
): Promise<Requirement[]> {
  const { loaders, cwd = process.cwd(), signal } = options
  if (loaders !== undefined && !Array.isArray(loaders)) throw wrongOption('loaders', loaders, 'a list of loaders')
  const inspecting = inspect(object, { cwd, ...RULE_DETAILS, signal })
  const [info, kernel] = await Promise.all([inspecting, import('../kernel/check.ts')])
  return kernel.requirements(info, loaders && [...loaders])
}
