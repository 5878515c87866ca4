/**
 * What our rules say of a program beside what a kernel says of it.
 *
 *     Finding[] × Load ─▶ Verdict
 *
 * A kernel refuses for many reasons that no file shows: what a path does, what
 * the kernel was built with, what it lacks to attach to. Those are not judged.
 */
import { constants } from 'node:os'
import type { ObjectInfo } from '../../src/index.ts'
import { checkObject, type Finding, rules } from '../../src/kernel/check.ts'
import { resolveProfile } from '../../src/kernel/profiles.ts'
import type { ResolvedProfile } from '../../src/settings/profile.ts'
import { isStructural } from './structural.ts'
import type { Load } from './vm.ts'

export type Verdict =
  /** We say error, and the kernel refuses with the words that we quote. */
  | 'error, refused'
  /** We say nothing, and it loads. */
  | 'clean, loaded'
  /** We say error, and it loads. */
  | 'false alarm'
  /** We say nothing, and it is refused for a reason that the object shows. */
  | 'miss'
  /** We say error, and it is refused in other words about what the object shows. */
  | 'other words'
  /** Refused for a reason that no object shows, or before the kernel sees the program; whatever we say. */
  | 'not judged'

export interface Judged {
  load: Load
  verdict: Verdict
  /** What we say of this program; errors only. */
  errors: Finding[]
}

const btfRules = new Set(rules.filter(({ scope }) => scope === 'btf').map(({ name }) => name))

/** That user space may change a map first makes some rules careful; the loader changes none. */
const UNCHANGED_MAPS = { 'map-definition': 'error' } as const

/** Judges every load of one object on one release. */
export function judgeLoads(info: ObjectInfo, release: string, loads: readonly Load[]): Judged[] {
  const profile = { ...resolveProfile(`linux-${release}`), rules: UNCHANGED_MAPS }
  const withLibbpf = errorsOf(info, profile)
  // libbpf mends types before the kernel sees them; the loader also hands them over as they are.
  const withoutLoader = errorsOf(info, { ...profile, loader: 'none' }).filter(({ rule }) => btfRules.has(rule))
  return loads.map((load) => {
    const errors =
      load.program === '.BTF'
        ? withoutLoader
        : withLibbpf.filter(({ program }) => program === undefined || program === load.program)
    return { load, verdict: verdictOf(errors, load), errors }
  })
}

function errorsOf(info: ObjectInfo, profile: ResolvedProfile): Finding[] {
  return (
    checkObject(info, profile)
      .filter(({ severity }) => severity === 'error')
      // What is refused when a program is attached, which it never is here.
      .filter(({ kernelSays }) => !kernelSays.startsWith('bpf(BPF_LINK_CREATE)'))
  )
}

export function verdictOf(errors: readonly Finding[], load: Load): Verdict {
  if (load.errno === 0) return errors.length > 0 ? 'false alarm' : 'clean, loaded'
  if (errors.some(({ kernelSays }) => isSaid(kernelSays, load))) return 'error, refused'
  if (!isStructural(load)) return 'not judged'
  return errors.length > 0 ? 'other words' : 'miss'
}

/** Whether the kernel, or libbpf, said these words; or failed with the error number that stands for them. */
function isSaid(words: string, load: Load): boolean {
  if (`${load.log}\n${load.messages}`.includes(words)) return true
  const [, call, name] = /^bpf\((?:BPF_)?(\w*)\): -(\w+)/.exec(words) ?? /()\((E\w+)\)$/.exec(words) ?? []
  if (name === undefined || constants.errno[name as keyof typeof constants.errno] !== load.errno) return false
  switch (call) {
    case 'MAP_CREATE':
      return load.stage === 'map'
    case 'BTF_LOAD':
      return load.stage === 'btf'
    default:
      return load.stage === 'program'
  }
}
