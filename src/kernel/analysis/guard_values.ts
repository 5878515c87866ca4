/**
 * At which branches nothing but a guard decides.
 *
 * A forward dataflow over blocks. For each register, and each 4 bytes of stack
 * that no pointer reaches, it knows one of: nothing, a constant, a value that
 * follows from one guard and constants, or an address of read-only data. What two
 * ways bring differently becomes nothing, so the answer errs towards "not guarded".
 *
 * Values are numbers, so that the state of a block is one short array: large
 * programs have tens of thousands of blocks.
 */

import {
  ADD,
  ALU,
  ALU64,
  CALL,
  CALLX,
  END,
  LD,
  LD_IMM64,
  LDX,
  MAY_GOTO,
  MODE_ATOMIC,
  MODE_MEM,
  MODE_MEMSX,
  MOV,
  NEG,
  R10,
  ST,
  STX,
  X,
} from '../../bpf/opcodes.generated.ts'
import type { Blocks } from './blocks.ts'
import { reversePostorder } from './dominators.ts'
import { frameOf } from './frame.ts'
import type { Guard } from './guard.ts'
import type { Source } from './guard_sources.ts'
import { classOf, type Instructions, isBranch, modeOf, operationOf, widthOf } from './instruction.ts'

/** Numbers of values: these two, then those of {@link Values}. */
const NOTHING = 0
const CONSTANT = 1

const REGISTERS = 11

/** Values beyond nothing and constants, each with one number. */
class Values {
  readonly #values: Source[] = []
  readonly #numbers = new Map<string, number>()
  /** Bases of addresses by what names their variables. */
  readonly #bases = new Map<unknown, number>()

  numberOf(value: Source): number {
    const key = value.kind === 'value' ? `=${value.guard.name}` : `${this.#base(value.variable)}+${value.offset}`
    let number = this.#numbers.get(key)
    if (number === undefined) {
      number = this.#values.push(value) + CONSTANT
      this.#numbers.set(key, number)
    }
    return number
  }

  guard(number: number): Guard | undefined {
    const value = this.#values[number - CONSTANT - 1]
    return value?.kind === 'value' ? value.guard : undefined
  }

  address(number: number): (Source & { kind: 'address' }) | undefined {
    const value = this.#values[number - CONSTANT - 1]
    return value?.kind === 'address' ? value : undefined
  }

  #base(variable: unknown): number {
    const base = this.#bases.get(variable) ?? this.#bases.size
    this.#bases.set(variable, base)
    return base
  }
}

/** Blocks that end in a branch that a guard decides, with that guard. */
export function guardedBranches(
  code: Instructions,
  blocks: Blocks,
  sources: ReadonlyMap<number, Source>,
): Map<number, Guard> {
  const flow = new GuardFlow(code, sources)
  // What is known where each block begins, one after the other; of a block that was not come by, nothing yet.
  const entries = new Int32Array(blocks.count * flow.size)
  const reached = new Uint8Array(blocks.count)
  reached[0] = 1
  const order = reversePostorder(blocks.successors)
  const found = new Map<number, Guard>()
  const state = new Int32Array(flow.size)

  const stale = new Uint8Array(blocks.count)
  stale[0] = 1
  // Values only ever fall, from something to nothing, so this ends.
  for (let changed = true; changed; ) {
    changed = false
    for (const block of order) {
      if (stale[block] === 0) continue
      stale[block] = 0
      state.set(entries.subarray(block * flow.size, (block + 1) * flow.size))
      const last = blocks.last[block] ?? 0
      for (let i = blocks.start[block] ?? 0; i <= last; i++) flow.step(i, state)
      const guard = flow.decides(last, state)
      if (guard === undefined) found.delete(block)
      else found.set(block, guard)
      for (const to of blocks.successors[block] ?? []) {
        if (reached[to] === 0) entries.set(state, to * flow.size)
        else if (!meet(entries, to * flow.size, state)) continue
        reached[to] = 1
        stale[to] = 1
        changed = true
      }
    }
  }
  return found
}

/** Keeps in the entry at `start` what both agree on; true when that took something away. */
function meet(entries: Int32Array, start: number, from: Int32Array): boolean {
  let changed = false
  for (let i = 0; i < from.length; i++) {
    if (entries[start + i] === NOTHING || entries[start + i] === from[i]) continue
    entries[start + i] = NOTHING
    changed = true
  }
  return changed
}

/** What instructions make of values. A state has the registers, then the words of {@link spilledWords}. */
class GuardFlow {
  readonly size: number
  readonly #code: Instructions
  readonly #sources: ReadonlyMap<number, Source>
  readonly #words: ReadonlyMap<number, number>
  readonly #values = new Values()

  constructor(code: Instructions, sources: ReadonlyMap<number, Source>) {
    this.#code = code
    this.#sources = sources
    this.#words = spilledWords(code)
    this.size = REGISTERS + this.#words.size
  }

  /** The guard that decides the branch at `index`. */
  decides(index: number, state: Int32Array): Guard | undefined {
    const { opcode, dst } = this.#code
    const kind = opcode[index] ?? 0
    if (!isBranch(kind) || kind === MAY_GOTO) return undefined
    return this.#values.guard(this.#combine(state[dst[index] ?? 0] ?? NOTHING, this.#operand(index, state)))
  }

  step(i: number, state: Int32Array): void {
    const opcode = this.#code.opcode[i] ?? 0
    const dst = this.#code.dst[i] ?? 0
    const src = this.#code.src[i] ?? 0
    const off = this.#code.off[i] ?? 0
    switch (classOf(opcode)) {
      case ALU:
      case ALU64:
        state[dst] = this.#source(i) ?? this.#computed(i, state)
        return
      case LDX:
        state[dst] = this.#loaded(opcode, src, off, state)
        return
      case ST:
      case STX: {
        if (modeOf(opcode) === MODE_ATOMIC) {
          // With BPF_FETCH it also writes a register: the source, or r0 for cmpxchg.
          state[src] = NOTHING
          state[0] = NOTHING
        }
        if (dst !== R10) return
        const plain = modeOf(opcode) === MODE_MEM
        const stored = !plain ? NOTHING : classOf(opcode) === ST ? CONSTANT : (state[src] ?? NOTHING)
        this.#store(state, off, widthOf(opcode), stored)
        return
      }
      default:
        if (opcode === LD_IMM64) state[dst] = this.#source(i) ?? CONSTANT
        // A call, and LD_ABS and LD_IND: the result, and the argument registers.
        else if (opcode === CALL || opcode === CALLX || (classOf(opcode) === LD && opcode !== 0))
          state.fill(NOTHING, 0, 6)
    }
  }

  #source(i: number): number | undefined {
    const source = this.#sources.get(i)
    return source && this.#values.numberOf(source)
  }

  #operand(i: number, state: Int32Array): number {
    const isRegister = ((this.#code.opcode[i] ?? 0) & X) !== 0
    return isRegister ? (state[this.#code.src[i] ?? 0] ?? NOTHING) : CONSTANT
  }

  #computed(i: number, state: Int32Array): number {
    const opcode = this.#code.opcode[i] ?? 0
    const operation = operationOf(opcode)
    const operand = this.#operand(i, state)
    const before = state[this.#code.dst[i] ?? 0] ?? NOTHING
    if (operation === MOV) return operand
    if (operation === NEG || operation === END) return this.#combine(before, CONSTANT)
    const address = operation === ADD && (opcode & X) === 0 ? this.#values.address(before) : undefined
    if (address !== undefined) {
      return this.#values.numberOf({ ...address, offset: address.offset + (this.#code.imm[i] ?? 0) })
    }
    return this.#combine(before, operand)
  }

  /** What follows from both; of two guards, the one that the verifier learnt later (both must be known). */
  #combine(a: number, b: number): number {
    if (a === CONSTANT && b === CONSTANT) return CONSTANT
    const left = this.#values.guard(a)
    const right = this.#values.guard(b)
    if (a === CONSTANT) return right === undefined ? NOTHING : b
    if (b === CONSTANT) return left === undefined ? NOTHING : a
    if (left === undefined || right === undefined) return NOTHING
    return right.since === undefined ? a : b
  }

  #loaded(opcode: number, src: number, off: number, state: Int32Array): number {
    const mode = modeOf(opcode)
    if (mode !== MODE_MEM && mode !== MODE_MEMSX) return NOTHING
    if (src === R10) {
      const low = this.#word(off, state)
      if (widthOf(opcode) < 4) return NOTHING
      return widthOf(opcode) === 8 && this.#word(off + 4, state) !== low ? NOTHING : low
    }
    const base = this.#values.address(state[src] ?? NOTHING)
    const guard = base?.variable(base.offset + off)
    return guard === undefined ? NOTHING : this.#values.numberOf({ kind: 'value', guard })
  }

  #word(off: number, state: Int32Array): number {
    const word = this.#words.get(off)
    return word === undefined ? NOTHING : (state[word] ?? NOTHING)
  }

  #store(state: Int32Array, off: number, width: number, value: number): void {
    // What is no whole word, or lies across two, spoils the words that it touches.
    const kept = width >= 4 && (off & 3) === 0 ? value : NOTHING
    for (let at = off & ~3; at < off + width; at += 4) {
      const word = this.#words.get(at)
      if (word !== undefined) state[word] = kept
    }
  }
}

/** Where a state keeps each 4 bytes of stack that are written through r10 and that no pointer reaches. */
function spilledWords(code: Instructions): Map<number, number> {
  const { addressTaken } = frameOf(code)
  const words = new Map<number, number>()
  for (let i = 0; i < code.length; i++) {
    const opcode = code.opcode[i] ?? 0
    const off = code.off[i] ?? 0
    if (classOf(opcode) !== STX || code.dst[i] !== R10 || widthOf(opcode) < 4 || (off & 3) !== 0) continue
    for (let at = off; at < off + widthOf(opcode); at += 4) {
      if (at + 4 <= addressTaken && !words.has(at)) words.set(at, REGISTERS + words.size)
    }
  }
  return words
}
