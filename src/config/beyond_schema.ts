/** What is wrong with a config that its schema cannot say: names that lead nowhere, options that do not go together. */
import { DEFAULT_PROFILE, profileMistake } from '../kernel/profiles.ts'
import type { Problem } from '../settings/problems.ts'
import { presetNames } from '../settings/profile.ts'
import type { UserConfig } from '../settings/user_config.generated.ts'
import { flagsMistake } from './clang_flags.ts'
import type { Origin } from './merge.ts'
import { bytesOf } from './size.ts'

/** @param origin where the value at a path was written */
export function problemsBeyondSchema(user: UserConfig, origin: (path: string) => Origin): Problem[] {
  const fileOf = (path: string) => origin(path).file
  return [
    ...profileProblems(user, fileOf),
    ...sizeProblems(user, fileOf),
    ...flagProblems(user, fileOf),
    ...objectProblems(user, fileOf),
  ]
}

/** The profiles that an object is linked for. */
export function profileNamesOf(user: UserConfig, name: string): readonly string[] {
  const object = user.objects?.[name]
  return object?.profiles ?? [object?.profile ?? user.profile ?? DEFAULT_PROFILE]
}

type FileOf = (path: string) => string | undefined

/** Names of profiles that do not exist, and profiles that extend each other in a circle. */
function profileProblems(user: UserConfig, fileOf: FileOf): Problem[] {
  // A circle shows once, however many profiles lead into it.
  const problems = new Map<string, Problem>()
  const check = (path: string, name: string): void => {
    const mistake = profileMistake(name, user.profiles)
    if (mistake === undefined) return
    const at = mistake.path ?? path
    if (!problems.has(at)) problems.set(at, { ...mistake, path: at, file: fileOf(at) })
  }
  const own = Object.keys(user.profiles ?? {})
  for (const name of own) check(`profiles.${name}`, name)
  if (problems.size > 0) return [...problems.values()]

  for (const name of own.filter((one) => (presetNames as readonly string[]).includes(one))) {
    const path = `profiles.${name}`
    const hint = `give yours another name, and let it extend '${name}'`
    problems.set(path, { code: 'CONFIG_INVALID', path, message: 'a preset has this name', hint, file: fileOf(path) })
  }
  if (user.profile !== undefined) check('profile', user.profile)
  for (const [name, object] of Object.entries(user.objects ?? {})) {
    if (object.profile !== undefined) check(`objects.${name}.profile`, object.profile)
    for (const [i, one] of (object.profiles ?? []).entries()) check(`objects.${name}.profiles[${i}]`, one)
  }
  return [...problems.values()]
}

function sizeProblems(user: UserConfig, fileOf: FileOf): Problem[] {
  const tooSmall = (path: 'memoryLimit' | 'cacheSize', leastMebibytes: number, hint: string): Problem[] => {
    const size = user[path]
    if (size === undefined || bytesOf(size) >= leastMebibytes * 2 ** 20) return []
    const message = `found ${size}, expected at least ${leastMebibytes}MiB`
    return [{ code: 'CONFIG_INVALID', path, message, hint, file: fileOf(path) }]
  }
  return [
    ...tooSmall('memoryLimit', 64, 'LLVM itself needs about that much'),
    ...tooSmall('cacheSize', 1, 'with cache: false nothing is kept'),
  ]
}

function flagProblems(user: UserConfig, fileOf: FileOf): Problem[] {
  const owners = [['', user], ...Object.entries(user.objects ?? {}).map(([n, o]) => [`objects.${n}.`, o])] as const
  return (owners as readonly (readonly [string, UserConfig])[]).flatMap(([prefix, { cflags }]): Problem[] => {
    const message = flagsMistake(cflags)
    if (message === undefined) return []
    const path = `${prefix}cflags`
    const hint = "a list has each flag as it stands: ['-include', 'my config.h']"
    return [{ code: 'CONFIG_INVALID', path, message, hint, file: fileOf(path) }]
  })
}

function objectProblems(user: UserConfig, fileOf: FileOf): Problem[] {
  const problems: Problem[] = []
  const report = (path: string, message: string, hint: string): void => {
    problems.push({ code: 'CONFIG_INVALID', path, message, hint, file: fileOf(path) })
  }
  // Lower case: file systems of macOS and Windows make no difference.
  const writers = new Map<string, string>()
  for (const [name, object] of Object.entries(user.objects ?? {})) {
    if (object.inputs === undefined) {
      report(`objects.${name}.inputs`, 'missing', "say what to link: inputs: ['src/bpf/*.bpf.c']")
    }
    if (object.profile !== undefined && object.profiles !== undefined) {
      report(`objects.${name}.profile`, "'profile' and 'profiles' at once", 'keep one of them')
    }
    const profileNames = profileNamesOf(user, name)
    for (const profileName of profileNames) {
      const id = profileNames.length > 1 ? `${name}.${profileName}` : name
      const other = writers.get(id.toLowerCase())
      if (other !== undefined) {
        report(`objects.${name}`, `writes ${id}.bpf.o, as objects.${other} does`, 'give one of them another name')
      }
      writers.set(id.toLowerCase(), name)
    }
  }
  return problems
}
