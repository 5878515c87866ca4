/** What rules have in common: releases and words of a refusal, guards, places. */

import type { FunctionCode } from '../analysis/function_code.ts'
import type { Guard } from '../analysis/guard.ts'
import type { LoadedFunction, LoadedProgram } from '../analysis/program.ts'
import type { Interval } from '../features.ts'
import { compareReleases, type Release } from '../release.ts'
import type { Violation } from '../rule.ts'

/** The first release with `bpf(2)` programs: a phase from here on has no beginning. */
export const ALWAYS: Release = '3.18'

/** Releases that refuse a thing with the same words: from `since` until, not including, `until`. */
export interface Phase extends Interval {
  says: string
  /** In these releases refused wherever it stands; a guard does not help. */
  everywhere?: boolean
}

/** What a violation says whatever the release. */
export type Refused = Omit<Violation, 'since' | 'refusedIn' | 'kernelSays' | 'guard'>

/**
 * The violation on each of its phases, oldest first. Pass a guard only where
 * kernels look at no more than the paths that they walk: behind it the violation
 * is conditional, on the releases that know the guard's value.
 */
export function refuse(refused: Refused, phases: readonly Phase[], guard?: Guard): Violation[] {
  const pieces = phases.flatMap((phase) => split(phase, guard))
  const plainUntil = pieces.findLast(({ guarded }) => !guarded)?.phase.until
  const until = phases.at(-1)?.until
  return pieces.map(({ phase: { says, everywhere: _, ...interval }, guarded }) => {
    const since = guarded ? until : plainUntil
    return {
      ...refused,
      ...(since !== undefined && { since }),
      refusedIn: [interval],
      kernelSays: says,
      ...(guarded && guard && { guard: guard.name }),
    }
  })
}

/** The part of a phase in which a guard does not help, and the part in which it does. */
function split(phase: Phase, guard: Guard | undefined): { phase: Phase; guarded: boolean }[] {
  const { since, until, everywhere } = phase
  if (guard === undefined || everywhere === true) return [{ phase, guarded: false }]
  const knows = guard.since
  if (knows === undefined || compareReleases(knows, since) <= 0) return [{ phase, guarded: true }]
  if (until !== undefined && compareReleases(until, knows) <= 0) return [{ phase, guarded: false }]
  return [
    { phase: { ...phase, until: knows }, guarded: false },
    { phase: { ...phase, since: knows }, guarded: true },
  ]
}

/** Program and line of an instruction. */
export function placeOf(
  { info }: LoadedProgram,
  code: FunctionCode,
  index: number,
): Pick<Violation, 'program' | 'location'> {
  const location = code.location(index)
  return { program: info.name, ...(location && { location }) }
}

/** One use of what a rule looks for, standing for all of them in its function. */
export interface Use {
  program: LoadedProgram
  fn: LoadedFunction
  /** In its function. */
  index: number
  guard: Guard | undefined
  /** How many there are in this function. */
  count: number
}

/**
 * For each function of each program, the first use that nothing guards, else the
 * first of all: one finding for a thing that stands there a hundred times.
 */
export function* usesIn(
  programs: readonly LoadedProgram[],
  find: (code: FunctionCode, program: LoadedProgram) => readonly number[] | undefined,
): Generator<Use> {
  for (const program of programs) {
    for (const fn of program.functions) {
      const found = find(fn.code, program)
      const [first] = found ?? []
      if (found === undefined || first === undefined) continue
      const guardAt = (index: number) => program.guardAt(fn.code, index)
      const index = found.find((one) => guardAt(one) === undefined) ?? first
      yield { program, fn, index, guard: guardAt(index), count: found.length }
    }
  }
}

/** `, and 3 more here`; nothing when there is one. */
export function more(count: number): string {
  return count > 1 ? `, and ${count - 1} more in this function` : ''
}

/** `1 subprogram`, `2 subprograms`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
