/**
 * How much stack a function uses: the lowest offset from r10 that it reads,
 * writes, or takes the address of.
 *
 * Offsets are followed through copies of r10 and additions of constants, along
 * straight code only. What a branch joins is forgotten, so this is a lower bound of
 * what the verifier sees, and exact for what compilers emit.
 */

import { ADD, ALU, ALU64, CALL, CALLX, LD_IMM64, LDX, MOV, R10, ST, STX, X } from '../../bpf/opcodes.generated.ts'
import { leaders } from './flow.ts'
import { classOf, type Instructions, operationOf, widthOf } from './instruction.ts'

export interface FrameUse {
  /** Bytes below r10; not rounded. */
  bytes: number
  /** The instruction that reaches lowest; undefined when the stack is not used. */
  lowest: number | undefined
  /** The register through which it does. */
  base: number
  /** How many bytes it moves; 0 when it takes the address. */
  width: number
  /** The lowest offset whose address some register held: what pointers can reach lies from there up. 0: none. */
  addressTaken: number
}

export function frameOf(code: Instructions): FrameUse {
  const begins = leaders(code)
  const use: FrameUse = { bytes: 0, lowest: undefined, base: R10, width: 0, addressTaken: 0 }
  const offsets = new Array<number | undefined>(11)
  const reset = (): void => {
    // A copy of r10 that is forgotten may be lowered later: then any of the stack can be pointed at.
    if (offsets.indexOf(0) < R10 && offsets.includes(0)) use.addressTaken = -512
    offsets.fill(undefined)
    offsets[R10] = 0
  }
  const touch = (index: number, base: number, offset: number, width: number): void => {
    if (-offset > use.bytes) Object.assign(use, { bytes: -offset, lowest: index, base, width })
  }
  reset()
  for (let i = 0; i < code.length; i++) {
    if (begins[i] === 1) reset()
    const opcode = code.opcode[i] ?? 0
    const dst = code.dst[i] ?? 0
    const src = code.src[i] ?? 0
    switch (classOf(opcode)) {
      case LDX: {
        const from = offsets[src]
        if (from !== undefined) touch(i, src, from + (code.off[i] ?? 0), widthOf(opcode))
        offsets[dst] = undefined
        break
      }
      case ST:
      case STX: {
        const from = offsets[dst]
        if (from !== undefined) touch(i, dst, from + (code.off[i] ?? 0), widthOf(opcode))
        break
      }
      case ALU64:
      case ALU: {
        const copied = classOf(opcode) === ALU64 ? moved(code, i, offsets) : undefined
        offsets[dst] = copied
        if (copied !== undefined && copied < 0) {
          touch(i, dst, copied, 0)
          use.addressTaken = Math.min(use.addressTaken, copied)
        }
        break
      }
      default:
        if (opcode === LD_IMM64) offsets[dst] = undefined
        if (opcode === CALL || opcode === CALLX) offsets.fill(undefined, 0, 6)
    }
  }
  return use
}

/** The offset from r10 after a copy or the addition of a constant; undefined after anything else. */
function moved(code: Instructions, i: number, offsets: readonly (number | undefined)[]): number | undefined {
  const opcode = code.opcode[i] ?? 0
  const operation = operationOf(opcode)
  if (operation === MOV && (opcode & X) !== 0 && code.off[i] === 0) return offsets[code.src[i] ?? 0]
  const base = offsets[code.dst[i] ?? 0]
  if (operation === ADD && (opcode & X) === 0 && base !== undefined) return base + (code.imm[i] ?? 0)
  return undefined
}
