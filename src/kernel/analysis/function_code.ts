/** One function of an object, with all that rules ask of it. */
import type { CallInfo, CodeLocation, FunctionInfo, ObjectInfo, RelocationInfo } from '../../object/types.ts'
import { certainIn } from './certain.ts'
import { type Feature, featuresOf } from './features_used.ts'
import { type Flow, walk } from './flow.ts'
import { type FrameUse, frameOf } from './frame.ts'
import type { Guards } from './guard.ts'
import { guardsOf } from './guards.ts'
import { decode, type Instructions } from './instruction.ts'
import { lazy } from './lazy.ts'

/** A call of, or the address of, another function. */
export interface Callee {
  /** Number of the instruction. */
  index: number
  kind: 'subprogram' | 'callback'
  code: FunctionCode
}

/** What is known of a function by itself, independent of its callers. Computed when first asked for. */
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

/** @param find the function that begins at an offset of a section, for what this one calls */
export function functionCode(
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
