/**
 * Which instructions the verifier is sure to come by, whatever it knows of values.
 *
 * It walks both sides of a branch on a value that nothing has narrowed: one that the
 * same block has just read from memory, or got from a helper, compared with a
 * number that it can be below and above. Of any other branch it may walk one side
 * only. So an instruction is certain when every way leads there that takes any side
 * of the first kind, and both of the second, but for staying in a loop.
 */

import {
  ALU,
  ALU64,
  AND,
  ARSH,
  CALL,
  CALLX,
  JEQ,
  JGE,
  JGT,
  JLE,
  JLT,
  JMP32,
  JNE,
  JSET,
  JSGE,
  JSGT,
  JSLE,
  JSLT,
  LD_IMM64,
  LDX,
  LSH,
  MAY_GOTO,
  MODE_MEM,
  MOV,
  R10,
  RSH,
  X,
} from '../../bpf/opcodes.generated.ts'
import { type Blocks, splitBlocks } from './blocks.ts'
import { classOf, type Instructions, isBranch, modeOf, operationOf, widthOf } from './instruction.ts'
import { lazy } from './lazy.ts'
import { blockGraph, leadingTo } from './leading_to.ts'

/**
 * Helpers whose result the verifier knows nothing of: map_lookup_elem (or null), ktime_get_ns,
 * get_prandom_u32, get_current_{pid_tgid,uid_gid,task}, ktime_get_boot_ns.
 */
const ANYTHING: ReadonlySet<number> = new Set([1, 5, 7, 14, 15, 35, 125])

/** The result of a helper may be an error, which is below 0; that of the number of a processor (8) may not. */
const RESULT = Number.POSITIVE_INFINITY
const NO_ERRORS: ReadonlySet<number> = new Set([8])

/** An address in the object: what is read there may be known. */
const ADDRESS = Number.NEGATIVE_INFINITY

/** The largest value that a register can hold, where it can hold every one up to that; NaN: not known; {@link RESULT}; {@link ADDRESS}. */
type Ranges = Float64Array

export function certainIn(code: Instructions): (index: number) => boolean {
  const graph = lazy(() => blockGraph(splitBlocks(code)))
  const decided = lazy(() => decidedBranches(code, graph()))
  return (index) => leadingTo(graph().of[index] ?? 0, graph(), decided())[0] === 1
}

/** Blocks that end in a branch of which perhaps one side only is walked. */
function decidedBranches(code: Instructions, { start, last, count }: Blocks): Set<number> {
  const found = new Set<number>()
  const ranges = new Float64Array(11)
  for (let block = 0; block < count; block++) {
    const end = last[block] ?? 0
    const opcode = code.opcode[end] ?? 0
    if (!isBranch(opcode) || opcode === MAY_GOTO) continue
    ranges.fill(Number.NaN)
    for (let i = start[block] ?? 0; i < end; i++) step(code, i, ranges)
    if (!isOpen(code, end, ranges)) found.add(block)
  }
  return found
}

function step(code: Instructions, i: number, ranges: Ranges): void {
  const opcode = code.opcode[i] ?? 0
  const dst = code.dst[i] ?? 0
  const src = code.src[i] ?? 0
  const imm = code.imm[i] ?? 0
  switch (classOf(opcode)) {
    case LDX:
      // What the stack holds is known, perhaps.
      ranges[dst] =
        modeOf(opcode) === MODE_MEM && src !== R10 && ranges[src] !== ADDRESS
          ? 2 ** (8 * widthOf(opcode)) - 1
          : Number.NaN
      return
    case ALU:
    case ALU64:
      ranges[dst] = computed(code, i, ranges)
      return
    default:
      if (opcode === LD_IMM64) ranges[dst] = ADDRESS
      else if (opcode === CALL || opcode === CALLX) {
        ranges.fill(Number.NaN, 0, 6)
        if (opcode === CALL && src === 0 && !NO_ERRORS.has(imm)) ranges[0] = ANYTHING.has(imm) ? 2 ** 64 - 1 : RESULT
      }
  }
}

function computed(code: Instructions, i: number, ranges: Ranges): number {
  const opcode = code.opcode[i] ?? 0
  const imm = code.imm[i] ?? 0
  const operation = operationOf(opcode)
  const register = (opcode & X) !== 0
  const before = ranges[code.dst[i] ?? 0] ?? Number.NaN
  const moved = operation === MOV && register && code.off[i] === 0
  const value = moved ? (ranges[code.src[i] ?? 0] ?? Number.NaN) : before
  const narrow = classOf(opcode) === ALU
  // A sign is extended by two shifts, and lost in a move of 32 bits.
  if (value === RESULT) return !narrow && (moved || operation === LSH || operation === ARSH) ? value : Number.NaN
  const most = narrow ? Math.min(value, 2 ** 32 - 1) : value
  if (moved) return most
  if (register) return Number.NaN
  // A mask of low bits leaves every value below it.
  if (operation === AND && imm > 0 && (imm & (imm + 1)) === 0) return Math.min(most, imm)
  return operation === RSH ? Math.floor(most / 2 ** imm) : Number.NaN
}

/** Whether the verifier must walk both sides. */
function isOpen(code: Instructions, i: number, ranges: Ranges): boolean {
  const opcode = code.opcode[i] ?? 0
  const most = ranges[code.dst[i] ?? 0] ?? Number.NaN
  if (most === RESULT) return isAboutSign(operationOf(opcode), (opcode & X) !== 0 ? undefined : code.imm[i])
  if ((opcode & X) !== 0) {
    const other = ranges[code.src[i] ?? 0] ?? Number.NaN
    return most >= 2 ** 32 - 1 || (other >= 2 ** 32 - 1 && other !== RESULT)
  }
  const imm = code.imm[i] ?? 0
  // A number below 0 is a large one here. It can only be equal if all 64 or 32 bits are open.
  if (imm < 0) return most >= (classOf(opcode) === JMP32 ? 2 ** 32 - 1 : 2 ** 64 - 1)
  switch (operationOf(opcode)) {
    case JEQ:
    case JNE:
      return most > 0 && imm <= most
    case JSET:
      return most > 0 && imm > 0 && (imm & -imm) <= most
    case JGE:
    case JLT:
      return imm > 0 && imm <= most
    case JGT:
    case JLE:
      return imm < most
    default:
      // Signed: what fills the register may be below 0, else it is as above.
      return most >= (classOf(opcode) === JMP32 ? 2 ** 32 - 1 : 2 ** 64 - 1) || (imm > 0 && imm < most)
  }
}

/** `s< 0` and what means the same, or the opposite. */
function isAboutSign(operation: number, imm: number | undefined): boolean {
  if (operation === JSLT || operation === JSGE) return imm === 0
  return (operation === JSGT || operation === JSLE) && imm === -1
}
