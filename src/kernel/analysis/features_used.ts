/** Which instructions are newer than the first instruction set, by kind. */

import {
  ALU,
  ALU64,
  CALLX,
  classOf,
  DIV,
  END,
  GOTOL,
  GOTOX,
  type Instructions,
  JLE,
  JLT,
  JMP,
  JMP32,
  JSLE,
  JSLT,
  LD,
  LD_IMM64,
  LDX,
  MAY_GOTO,
  MOD,
  MODE_ABS,
  MODE_ATOMIC,
  MODE_IND,
  MODE_MEMSX,
  MOV,
  modeOf,
  operationOf,
  STX,
  widthOf,
  X,
} from './instruction.ts'
import { isKnownOpcode } from './opcodes.ts'

export type Feature =
  | 'ld-abs'
  /** `<`, `<=` and their signed forms. */
  | 'jlt'
  | 'alu32'
  | 'jmp32'
  /** and, or, xor, xchg, cmpxchg, and every one that returns the old value. */
  | 'atomic'
  /** Of 1 or 2 bytes. */
  | 'small-atomic'
  | 'acquire-release'
  /** Of 1 or 2 bytes. */
  | 'small-acquire-release'
  | 'memsx'
  | 'movsx'
  | 'sdiv'
  | 'bswap'
  | 'gotol'
  | 'may-goto'
  | 'address-space-cast'
  | 'gotox'
  | 'callx'
  /** What no kernel, and no instruction set, has. */
  | 'unknown'

/** LLVM's `-mcpu` from which on it emits the feature; undefined: only when the source asks for it. */
export const ISA_VERSION: Readonly<Record<Feature, 'v1' | 'v2' | 'v3' | 'v4' | undefined>> = {
  'ld-abs': 'v1',
  jlt: 'v2',
  alu32: 'v3',
  jmp32: 'v3',
  atomic: 'v3',
  'small-atomic': undefined,
  'acquire-release': 'v4',
  'small-acquire-release': 'v4',
  memsx: 'v4',
  movsx: 'v4',
  sdiv: 'v4',
  bswap: 'v4',
  gotol: 'v4',
  'may-goto': undefined,
  'address-space-cast': undefined,
  gotox: 'v4',
  callx: undefined,
  unknown: undefined,
}

const LOAD_ACQUIRE = 0x100
const STORE_RELEASE = 0x110

/** The instruction's feature; undefined for what every kernel has. */
export function featureOf(code: Instructions, i: number): Feature | undefined {
  const opcode = code.opcode[i] ?? 0
  const off = code.off[i] ?? 0
  if (!isKnownOpcode(opcode)) return 'unknown'
  switch (classOf(opcode)) {
    case LD:
      return modeOf(opcode) === MODE_ABS || modeOf(opcode) === MODE_IND ? 'ld-abs' : undefined
    case LDX:
      return modeOf(opcode) === MODE_MEMSX ? 'memsx' : undefined
    case STX:
      return modeOf(opcode) === MODE_ATOMIC ? atomicOf(opcode, code.imm[i] ?? 0) : undefined
    case ALU:
    case ALU64:
      return arithmeticOf(opcode, off)
    case JMP:
      if (opcode === GOTOX) return 'gotox'
      if (opcode === CALLX) return 'callx'
      if (opcode === MAY_GOTO) return 'may-goto'
      return ORDERED.has(operationOf(opcode)) ? 'jlt' : undefined
    case JMP32:
      return opcode === GOTOL ? 'gotol' : 'jmp32'
    default:
      return undefined
  }
}

const ORDERED: ReadonlySet<number> = new Set([JLT, JLE, JSLT, JSLE])

function atomicOf(opcode: number, imm: number): Feature | undefined {
  const small = widthOf(opcode) < 4
  if (imm === LOAD_ACQUIRE || imm === STORE_RELEASE) return small ? 'small-acquire-release' : 'acquire-release'
  if (small) return 'small-atomic'
  return imm === 0 ? undefined : 'atomic'
}

function arithmeticOf(opcode: number, off: number): Feature | undefined {
  const wide = classOf(opcode) === ALU64
  const operation = operationOf(opcode)
  if (operation === END) return wide ? 'bswap' : undefined
  if (operation === MOV && (opcode & X) !== 0 && off !== 0) return wide && off === 1 ? 'address-space-cast' : 'movsx'
  if ((operation === DIV || operation === MOD) && off === 1) return 'sdiv'
  return wide ? undefined : 'alu32'
}

/** Every use, by feature, in the order of the code. */
export function featuresOf(code: Instructions): Map<Feature, number[]> {
  const found = new Map<Feature, number[]>()
  for (let i = 0; i < code.length; i++) {
    if (code.opcode[i] === LD_IMM64) i++
    else {
      const feature = featureOf(code, i)
      if (feature === undefined) continue
      const uses = found.get(feature)
      if (uses === undefined) found.set(feature, [i])
      else uses.push(i)
    }
  }
  return found
}
