/** Functions of a program that are called only from guarded code: all of it is guarded. */

import { compareReleases } from '../release.ts'
import type { FunctionCode } from './function_code.ts'
import { type Guard, weaker } from './guard.ts'

/**
 * Kernels verify global functions only when a walked path calls them since 6.8
 * (2afae08c9dcb, "bpf: Validate global subprogs lazily"); before, a guard around the call does not help.
 */
const LAZY_GLOBALS = '6.8'

/** By function, what guards every call of it. The first of `functions` is where the kernel starts. */
export function entryGuards(functions: readonly FunctionCode[]): Map<FunctionCode, Guard> {
  const [entry] = functions
  const open = entry === undefined ? [] : [entry]
  const free = new Set(open)
  for (let code = open.pop(); code !== undefined; code = open.pop()) {
    for (const callee of code.callees()) {
      if (free.has(callee.code) || code.guards().at(callee.index) !== undefined) continue
      free.add(callee.code)
      open.push(callee.code)
    }
  }

  const guards = new Map<FunctionCode, Guard>()
  // Callers stand before what they call, as they are appended, so one turn names every guard but those in cycles.
  for (let named = true; named; ) {
    named = false
    for (const code of functions) {
      if (!free.has(code) && !guards.has(code)) continue
      for (const callee of code.callees()) {
        if (free.has(callee.code) || guards.has(callee.code)) continue
        const guard = weaker(code.guards().at(callee.index), guards.get(code))
        if (guard === undefined) continue
        guards.set(callee.code, callee.code.global ? { ...guard, since: later(guard.since, LAZY_GLOBALS) } : guard)
        named = true
      }
    }
  }
  return guards
}

function later(a: string | undefined, b: string): string {
  return a === undefined || compareReleases(a, b) < 0 ? b : a
}
