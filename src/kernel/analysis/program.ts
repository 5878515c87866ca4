/**
 * Programs as the kernel gets them: with every subprogram that they reach
 * behind them, each once.
 *
 * The order is libbpf's (`bpf_object__reloc_code`): instructions are gone through
 * from the first; at a call of something new, that is appended and gone through
 * itself before the caller goes on. cilium/ebpf and aya order differently, which
 * changes the numbers in a kernel's words, and nothing else.
 */

import type {
  CallInfo,
  CodeLocation,
  FunctionInfo,
  ObjectInfo,
  ProgramInfo,
  RelocationInfo,
} from '../../object/types.ts'
import { type Depth, depthFrom } from './call_depth.ts'
import { certainIn } from './certain.ts'
import { entryGuards, weaker } from './entry_guards.ts'
import { type Feature, featuresOf } from './features_used.ts'
import { type Flow, walk } from './flow.ts'
import { type FrameUse, frameOf } from './frame.ts'
import { type Guard, type Guards, guardsOf } from './guards.ts'
import { decode, type Instructions } from './instruction.ts'
import { lazy } from './lazy.ts'
import { type StructMember, structMembers } from './struct_ops.ts'

/** A call of, or the address of, another function. */
export interface Callee {
  /** Number of the instruction. */
  index: number
  kind: 'subprogram' | 'callback'
  code: FunctionCode
}

/** What is known of a function by itself, whoever calls it. Computed when first asked for. */
export interface FunctionCode {
  readonly info: FunctionInfo
  readonly code: Instructions
  /** The calls by the number of their instruction. */
  readonly calls: ReadonlyMap<number, CallInfo>
  readonly relocations: ReadonlyMap<number, RelocationInfo>
  /** BTF says that it is global: since 5.6, kernels verify it by itself. */
  readonly global: boolean
  /** Where it uses what not every kernel has. */
  uses(): ReadonlyMap<Feature, readonly number[]>
  /** The instructions that call each helper. */
  helpers(): ReadonlyMap<number, readonly number[]>
  callees(): readonly Callee[]
  flow(): Flow
  frame(): FrameUse
  guards(): Guards
  /** Whether the verifier, once in the function, comes by that instruction whatever it knows of values. */
  isCertain(index: number): boolean
  /** The line of an instruction: its own, or the one before that has one. */
  location(index: number): CodeLocation | undefined
}

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
  /** Of a struct_ops program: what it implements, where the object says so. */
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

function functionCode(
  object: ObjectInfo,
  info: FunctionInfo,
  find: (section: string, offset: number) => FunctionCode | undefined,
): FunctionCode {
  const indexOf = (offset: number): number => (offset - info.offset) / 8
  const code = decode(info, object.endianness)
  const calls = new Map(info.calls.map((call) => [indexOf(call.offset), call]))
  const relocations = new Map(info.relocations.map((relocation) => [indexOf(relocation.offset), relocation]))
  const lines = lazy(() => lineTable(info))
  const self: FunctionCode = {
    info,
    code,
    calls,
    relocations,
    global: isGlobal(object, info),
    helpers: lazy(() => helperCalls(calls)),
    callees: lazy(() =>
      [...calls].flatMap(([index, call]): Callee[] => {
        if (call.kind !== 'subprogram' && call.kind !== 'callback') return []
        const callee = find(call.targetSection, call.targetOffset)
        return callee === undefined ? [] : [{ index, kind: call.kind, code: callee }]
      }),
    ),
    uses: lazy(() => featuresOf(code)),
    flow: lazy(() => walk(code)),
    frame: lazy(() => frameOf(code)),
    guards: lazy(() => guardsOf(object, info, code, relocations, indexOf)),
    isCertain: certainIn(code),
    location: (index) => lines()[index],
  }
  return self
}

function helperCalls(calls: ReadonlyMap<number, CallInfo>): Map<number, number[]> {
  const found = new Map<number, number[]>()
  for (const [index, call] of calls) {
    if (call.kind !== 'helper') continue
    const before = found.get(call.helper)
    if (before === undefined) found.set(call.helper, [index])
    else before.push(index)
  }
  return found
}

function lineTable({ instructions, offset, disassembly = [], location }: FunctionInfo): (CodeLocation | undefined)[] {
  const lines = new Array<CodeLocation | undefined>(instructions)
  for (const one of disassembly) lines[(one.offset - offset) / 8] = one.location
  let last = location
  for (let i = 0; i < instructions; i++) {
    last = lines[i] ?? last
    lines[i] = last
  }
  return lines
}

/** `hidden` functions are static to the kernel: libbpf says so in the BTF that it hands over. */
function isGlobal(object: ObjectInfo, { btfType, visibility }: FunctionInfo): boolean {
  if (btfType === undefined || visibility === 'hidden' || visibility === 'internal') return false
  const type = object.btf?.types?.[btfType]
  return type?.kind === 'func' && type.linkage === 'global'
}
