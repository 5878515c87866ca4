/**
 * At which branches nothing but a guard decides.
 *
 * A forward dataflow over blocks. For each register, and each 4 bytes of stack
 * that no pointer reaches, it knows one of: nothing, a constant, a value that
 * follows from one guard and constants, or an address of read-only data. What two
 * ways bring differently becomes nothing, so the answer errs towards "not guarded".
 */

import type { Blocks } from './blocks.ts'
import { reversePostorder } from './dominators.ts'
import { frameOf } from './frame.ts'
import type { Source } from './guard_sources.ts'
import type { Guard } from './guards.ts'
import {
  ADD,
  ALU,
  ALU64,
  CALL,
  CALLX,
  classOf,
  END,
  type Instructions,
  isBranch,
  LD_IMM64,
  LDX,
  MAY_GOTO,
  MODE_ATOMIC,
  MODE_MEM,
  MODE_MEMSX,
  MOV,
  modeOf,
  NEG,
  operationOf,
  R10,
  ST,
  STX,
  widthOf,
  X,
} from './instruction.ts'

type Value = Source | 'constant' | undefined

const REGISTERS = 11
const STACK_WORDS = 128

/** Blocks that end in a branch that a guard decides, with that guard. */
export function guardedBranches(
  code: Instructions,
  blocks: Blocks,
  sources: ReadonlyMap<number, Source>,
): Map<number, Guard> {
  const entry = new Array<Value[] | undefined>(blocks.count)
  const { addressTaken } = frameOf(code)
  entry[0] = new Array<Value>(REGISTERS + STACK_WORDS).fill(undefined)
  const order = reversePostorder(blocks.successors)
  const found = new Map<number, Guard>()

  const through = (block: number): Value[] => {
    const state = [...(entry[block] ?? [])]
    const last = blocks.last[block] ?? 0
    for (let i = blocks.start[block] ?? 0; i <= last; i++) step(code, i, state, sources.get(i), addressTaken)
    return state
  }
  const stale = new Uint8Array(blocks.count)
  stale[0] = 1
  // Values only ever fall, from something to nothing, so this ends.
  for (let changed = true; changed; ) {
    changed = false
    for (const block of order) {
      if (stale[block] === 0) continue
      stale[block] = 0
      const state = through(block)
      const guard = decides(code, blocks.last[block] ?? 0, state)
      if (guard === undefined) found.delete(block)
      else found.set(block, guard)
      for (const to of blocks.successors[block] ?? []) {
        const before = entry[to]
        if (before === undefined) entry[to] = [...state]
        else if (!meet(before, state)) continue
        stale[to] = 1
        changed = true
      }
    }
  }
  return found
}

/** Keeps in `into` what both agree on; true when that took something away. */
function meet(into: Value[], from: readonly Value[]): boolean {
  let changed = false
  for (let i = 0; i < into.length; i++) {
    if (into[i] === undefined || same(into[i], from[i])) continue
    into[i] = undefined
    changed = true
  }
  return changed
}

function same(a: Value, b: Value): boolean {
  if (a === b) return true
  if (a === undefined || b === undefined || typeof a === 'string' || typeof b === 'string') return false
  if (a.kind === 'value') return b.kind === 'value' && a.guard.name === b.guard.name
  return b.kind === 'address' && a.offset === b.offset && a.variable === b.variable
}

function decides(code: Instructions, index: number, state: readonly Value[]): Guard | undefined {
  const opcode = code.opcode[index] ?? 0
  if (!isBranch(opcode) || opcode === MAY_GOTO) return undefined
  const right = (opcode & X) === 0 ? 'constant' : state[code.src[index] ?? 0]
  const result = combine(state[code.dst[index] ?? 0], right)
  return typeof result === 'object' && result.kind === 'value' ? result.guard : undefined
}

/** What follows from both; of two guards, the one that the verifier learnt later (both must be known). */
function combine(a: Value, b: Value): Value {
  if (a === 'constant' && b === 'constant') return 'constant'
  const left = plainValue(a)
  const right = plainValue(b)
  if (left === undefined || right === undefined) return undefined
  if (left === 'constant') return right
  if (right === 'constant') return left
  return right.guard.since === undefined ? left : right
}

function plainValue(value: Value): 'constant' | (Source & { kind: 'value' }) | undefined {
  return value === 'constant' || (typeof value === 'object' && value.kind === 'value') ? value : undefined
}

function step(code: Instructions, i: number, state: Value[], source: Source | undefined, addressTaken: number): void {
  const opcode = code.opcode[i] ?? 0
  const dst = code.dst[i] ?? 0
  const src = code.src[i] ?? 0
  const off = code.off[i] ?? 0
  switch (classOf(opcode)) {
    case ALU:
    case ALU64:
      state[dst] = source ?? computed(code, i, state)
      return
    case LDX:
      state[dst] = source?.kind === 'value' ? source : loaded(opcode, src, off, state, addressTaken)
      return
    case ST:
    case STX: {
      if (modeOf(opcode) === MODE_ATOMIC) {
        // With BPF_FETCH it also writes a register: the source, or r0 for cmpxchg.
        state[src] = undefined
        state[0] = undefined
      }
      if (dst !== R10) return
      const plain = modeOf(opcode) === MODE_MEM
      const stored = !plain ? undefined : classOf(opcode) === ST ? 'constant' : state[src]
      store(state, off, widthOf(opcode), stored, addressTaken)
      return
    }
    default:
      if (opcode === CALL || opcode === CALLX) state.fill(undefined, 0, 6)
      else if (opcode === LD_IMM64) state[dst] = source ?? 'constant'
      // LD_ABS and LD_IND: the result, and the argument registers.
      else if (classOf(opcode) === 0 && opcode !== 0) state.fill(undefined, 0, 6)
  }
}

function computed(code: Instructions, i: number, state: readonly Value[]): Value {
  const opcode = code.opcode[i] ?? 0
  const operation = operationOf(opcode)
  const operand = (opcode & X) === 0 ? 'constant' : state[code.src[i] ?? 0]
  const before = state[code.dst[i] ?? 0]
  if (operation === MOV) return operand
  if (operation === NEG || operation === END) return plainValue(before)
  if (operation === ADD && (opcode & X) === 0 && typeof before === 'object' && before.kind === 'address') {
    return { ...before, offset: before.offset + (code.imm[i] ?? 0) }
  }
  return combine(before, operand)
}

function loaded(opcode: number, src: number, off: number, state: readonly Value[], addressTaken: number): Value {
  const mode = modeOf(opcode)
  if (mode !== MODE_MEM && mode !== MODE_MEMSX) return undefined
  if (src === R10) {
    const word = wordAt(off, addressTaken)
    const full = word !== undefined && widthOf(opcode) >= 4
    const value = full ? state[word] : undefined
    return widthOf(opcode) === 8 && !same(value, state[(word ?? 0) + 1]) ? undefined : value
  }
  const base = state[src]
  if (typeof base !== 'object' || base.kind !== 'address') return undefined
  const guard = base.variable(base.offset + off)
  return guard && { kind: 'value', guard }
}

function store(state: Value[], off: number, width: number, value: Value, addressTaken: number): void {
  // Less than a word changes the word that it lies in.
  const from = width < 4 ? off & ~3 : off
  for (let at = from; at < off + width; at += 4) {
    const word = wordAt(at, addressTaken)
    if (word !== undefined) state[word] = width < 4 ? undefined : value
  }
}

/** Where the state keeps these 4 bytes of stack; undefined where a pointer may reach them. */
function wordAt(off: number, addressTaken: number): number | undefined {
  if (off >= 0 || off < -4 * STACK_WORDS || (off & 3) !== 0 || off + 4 > addressTaken) return undefined
  return REGISTERS + STACK_WORDS + (off >> 2)
}
