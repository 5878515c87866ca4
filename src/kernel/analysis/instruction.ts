/**
 * Instructions as numbers, in columns, one row for each 8 bytes: the index of a
 * row is the number by which the kernel speaks of an instruction, and the
 * second half of a 16-byte load has a row of its own (opcode 0).
 *
 * Opcodes and their parts: src/bpf/opcodes.generated.ts.
 */

import { GOTO, GOTOL, JA, JMP, JMP32, OP_CALL, OP_EXIT } from '../../bpf/opcodes.generated.ts'
import { BpfLinkerError } from '../../errors.ts'
import type { FunctionInfo, InstructionInfo, ObjectInfo } from '../../object/types.ts'

export interface Instructions {
  readonly length: number
  readonly opcode: Uint8Array
  readonly dst: Uint8Array
  readonly src: Uint8Array
  readonly off: Int16Array
  readonly imm: Int32Array
  /** Where jumps lead; {@link NOWHERE} for all other instructions. Asked for at every turn, so kept. */
  readonly target: Int32Array
}

const NOWHERE = -0x8000_0000

export const classOf = (opcode: number): number => opcode & 0x07
export const operationOf = (opcode: number): number => opcode & 0xf0
export const modeOf = (opcode: number): number => opcode & 0xe0

/** Bytes that a load or store moves, by `BPF_SIZE`: W, H, B, DW. */
export const widthOf = (opcode: number): number => [4, 2, 1, 8][(opcode & 0x18) >> 3] ?? 8

/** A jump with a condition, so with two ways on; `may_goto` among them. */
export function isBranch(opcode: number): boolean {
  const kind = classOf(opcode)
  if (kind !== JMP && kind !== JMP32) return false
  const operation = operationOf(opcode)
  return operation !== JA && operation !== OP_CALL && operation !== OP_EXIT
}

/** Where the jump at `index` leads; undefined when it is none, or leads through a register. */
export function jumpTarget({ target }: Instructions, index: number): number | undefined {
  const to = target[index] ?? NOWHERE
  return to === NOWHERE ? undefined : to
}

/** Decodes a function. `endianness` is the object's: registers and numbers are stored accordingly. */
export function decode(
  { name, instructions, offset, disassembly }: FunctionInfo,
  endianness: ObjectInfo['endianness'],
): Instructions {
  if (disassembly === undefined) {
    throw new BpfLinkerError('INTERNAL', `${name}: a check needs an object inspected with disassembly: true`)
  }
  const bytes = bytesOf(disassembly, offset, instructions * 8)

  const little = endianness === 'little'
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const code = {
    length: instructions,
    opcode: new Uint8Array(instructions),
    dst: new Uint8Array(instructions),
    src: new Uint8Array(instructions),
    off: new Int16Array(instructions),
    imm: new Int32Array(instructions),
    target: new Int32Array(instructions).fill(NOWHERE),
  }
  for (let i = 0, at = 0; i < instructions; i++, at += 8) {
    const registers = view.getUint8(at + 1)
    code.opcode[i] = view.getUint8(at)
    code.dst[i] = little ? registers & 0xf : registers >> 4
    code.src[i] = little ? registers >> 4 : registers & 0xf
    code.off[i] = view.getInt16(at + 2, little)
    code.imm[i] = view.getInt32(at + 4, little)
    const opcode = code.opcode[i] ?? 0
    if (opcode === GOTOL) code.target[i] = i + 1 + (code.imm[i] ?? 0)
    else if (opcode === GOTO || isBranch(opcode)) code.target[i] = i + 1 + (code.off[i] ?? 0)
  }
  return code
}

/** The bytes of a function. Instructions stand behind each other, so that one call can read them all. */
function bytesOf(disassembly: readonly InstructionInfo[], start: number, size: number): Uint8Array {
  const text = disassembly.map(({ bytes }) => bytes).join('')
  if (text.length === size * 2) return Buffer.from(text, 'hex')
  const bytes = new Uint8Array(size)
  for (const one of disassembly)
    bytes.set(Buffer.from(one.bytes, 'hex').subarray(0, size - one.offset + start), one.offset - start)
  return bytes
}
