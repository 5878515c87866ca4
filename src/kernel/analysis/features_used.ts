/** Which instructions are newer than the first instruction set, by kind. */

import type { Feature as InstructionFeature } from '../../bpf/cpus.generated.ts'
import { LD_IMM64, type OpcodeRow, opcodeRows, R11 } from '../../bpf/opcodes.generated.ts'
import type { Instructions } from './instruction.ts'

export type Feature =
  | InstructionFeature
  /** What no kernel, and no instruction set, has. */
  | 'unknown'

/** The rows of each opcode, in their order; none for what is no opcode. */
const ROWS: readonly OpcodeRow[][] = Array.from({ length: 256 }, (_, opcode) =>
  opcodeRows.filter(([opcodes]) => opcodes.includes(opcode)),
)

/** The instruction's feature; undefined for what every kernel has. */
export function featureOf(code: Instructions, i: number): Feature | undefined {
  // LLVM 23 (BPFInstrInfo.td): no instruction has this register but those that pass arguments on the stack.
  if (code.dst[i] === R11 || code.src[i] === R11) return 'stack-arguments'
  for (const [, feature, off, imm] of ROWS[code.opcode[i] ?? 0] ?? []) {
    const fits = off === undefined || (off === 'set' ? code.off[i] !== 0 : code.off[i] === off)
    if (fits && (imm === undefined || code.imm[i] === imm)) return feature
  }
  return 'unknown'
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
