/**
 * Programs as the kernel gets them: with every subprogram that they reach
 * behind them, each once.
 *
 * The order is libbpf's (`bpf_object__reloc_code`): instructions are gone through
 * from the first; at a call of something new, that is appended and gone through
 * itself before the caller goes on. cilium/ebpf and aya order differently, which
 * changes the numbers in a kernel's words, and nothing else.
 */

import type { ObjectInfo, ProgramInfo } from '../../object/types.ts'
import { type Depth, depthFrom } from './call_depth.ts'
import { entryGuards } from './entry_guards.ts'
import { type Callee, type FunctionCode, functionCode } from './function_code.ts'
import { type Guard, weaker } from './guard.ts'
import { lazy } from './lazy.ts'
import { type StructMember, structMembers } from './struct_ops.ts'

export interface LoadedFunction {
  readonly code: FunctionCode
  /** The number of its first instruction in the loaded program. */
  readonly base: number
}

export interface LoadedProgram {
  readonly info: ProgramInfo
  /** The program's own function first. */
  readonly functions: readonly LoadedFunction[]
  /** All instructions. */
  readonly length: number
  depth(): Depth
  /** What a struct_ops program implements, if the object says so. */
  member(): StructMember | undefined
  /** What keeps the verifier from that instruction of that function, or from every call of it; undefined: nothing. */
  guardAt(code: FunctionCode, index: number): Guard | undefined
  /** Whether the verifier comes by that instruction whatever it knows of values. */
  isCertain(code: FunctionCode, index: number): boolean
}

/** Every program of the object. Functions that programs share are looked at once. */
export function loadPrograms(object: ObjectInfo): LoadedProgram[] {
  const functions = new Map<string, FunctionCode>()
  const find = (section: string, offset: number) => functions.get(`${section}+${offset}`)
  for (const info of [...object.programs, ...object.subprograms]) {
    functions.set(`${info.section}+${info.offset}`, functionCode(object, info, find))
  }
  const members = lazy(() => structMembers(object))
  return object.programs.map((info) => append(info, functions, () => members().get(info.name)))
}

function append(
  info: ProgramInfo,
  functions: ReadonlyMap<string, FunctionCode>,
  member: LoadedProgram['member'],
): LoadedProgram {
  const loaded: LoadedFunction[] = []
  const seen = new Set<FunctionCode>()
  let length = 0
  // A frame holds the callees still to look at, so that a deep call graph needs no deep stack.
  const open: Iterator<Callee>[] = []
  const add = (code: FunctionCode): void => {
    seen.add(code)
    loaded.push({ code, base: length })
    length += code.code.length
    open.push(code.callees()[Symbol.iterator]())
  }
  const entry = functions.get(`${info.section}+${info.offset}`)
  if (entry !== undefined) add(entry)
  while (open.length > 0) {
    const next = open.at(-1)?.next()
    if (next === undefined || next.done === true) open.pop()
    else if (!seen.has(next.value.code)) add(next.value.code)
  }
  const entries = lazy(() => entryGuards(loaded.map(({ code }) => code)))
  const guardAt = (code: FunctionCode, index: number) => weaker(code.guards().at(index), entries().get(code))
  const certain = lazy(() => certainFunctions(loaded.map(({ code }) => code)))
  const isCertain = (code: FunctionCode, index: number) => certain().has(code) && code.isCertain(index)
  return { info, functions: loaded, length, depth: lazy(() => depthFrom(loaded[0]?.code)), member, guardAt, isCertain }
}

/** Functions that the verifier is sure to enter: the first, and what is surely called from there. */
function certainFunctions(functions: readonly FunctionCode[]): Set<FunctionCode> {
  const found = new Set(functions.slice(0, 1))
  // A set goes on to what is added while it is gone through.
  for (const code of found)
    for (const callee of code.callees()) if (code.isCertain(callee.index)) found.add(callee.code)
  return found
}
