/**
 * Flags for clang, as a config has them → as a job has them. A flag that says what an option says (`-mcpu`, `-O`) is
 * that option, where the config does not have it; else it stays, and native code refuses one that says otherwise. Pure.
 */
import { CPUS } from '../bpf/cpus.generated.ts'
import type { Cpu, OptimizationLevel } from '../settings/job.ts'
import type { ObjectOptions } from '../settings/user_config.generated.ts'
import { shellWords } from './shell_words.ts'

export interface CodeFlags {
  cpu?: Cpu
  optimize?: OptimizationLevel
}

/** The flags, each an item; one text is split as a shell does it. A text with a mistake has none. */
export function flagsOf(cflags: ObjectOptions['cflags'] = []): readonly string[] {
  if (typeof cflags !== 'string') return cflags
  const split = shellWords(cflags)
  return 'words' in split ? split.words : []
}

/** What is wrong with flags as one text. */
export function flagsMistake(cflags: ObjectOptions['cflags']): string | undefined {
  const split = typeof cflags === 'string' ? shellWords(cflags) : { words: [] }
  return 'mistake' in split ? split.mistake : undefined
}

/** What flags say of the options `cpu` and `optimize`. As in clang, the last one counts. */
export function codeFlagsIn(flags: readonly string[]): CodeFlags {
  return Object.assign({}, ...flags.map((flag, i) => (flags[i - 1] === '-Xclang' ? {} : codeFlag(flag))))
}

/** The flags without those that say nothing else than `code`. */
export function withoutCodeFlags(flags: readonly string[], code: Required<CodeFlags>): string[] {
  const said = codeFlagsIn(flags)
  const says = (option: keyof CodeFlags) => said[option] === undefined || said[option] === code[option]
  return flags.filter((flag, i) => {
    if (flags[i - 1] === '-Xclang') return true
    return !Object.keys(codeFlag(flag)).some((option) => says(option as keyof CodeFlags))
  })
}

/** What `-O`, `-Og` and `-O4` mean to clang. */
const LEVELS: Readonly<Record<string, OptimizationLevel>> = {
  '': '1',
  '0': '0',
  '1': '1',
  '2': '2',
  '3': '3',
  '4': '3',
  g: '1',
  s: 's',
  z: 'z',
}

function codeFlag(flag: string): CodeFlags {
  const cpu = flag.startsWith('-mcpu=') ? CPUS.find((known) => known === flag.slice('-mcpu='.length)) : undefined
  if (cpu !== undefined) return { cpu }
  const level = flag.startsWith('-O') && Object.hasOwn(LEVELS, flag.slice(2)) ? LEVELS[flag.slice(2)] : undefined
  return level === undefined ? {} : { optimize: level }
}
