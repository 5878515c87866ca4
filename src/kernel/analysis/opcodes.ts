/**
 * Which opcodes there are: the kernel's table (`BPF_INSN_MAP` of include/linux/filter.h,
 * 6.19), and what compilers emit beyond it: calls through a register, atomics of 1 and 2 bytes.
 */

const ARITHMETIC = [0x00, 0x10, 0x20, 0x30, 0x40, 0x50, 0x60, 0x70, 0x90, 0xa0, 0xb0, 0xc0]
const COMPARISONS = [0x10, 0x20, 0x30, 0x40, 0x50, 0x60, 0x70, 0xa0, 0xb0, 0xc0, 0xd0]

/** Both forms, with a number and with a register, in each of the classes. */
const inClasses = (operations: readonly number[], ...classes: readonly number[]): number[] =>
  operations.flatMap((operation) => classes.flatMap((kind) => [operation | kind, operation | kind | 0x08]))

const KNOWN = new Uint8Array(256)
for (const opcode of [
  ...inClasses(ARITHMETIC, 0x04, 0x07),
  ...inClasses(COMPARISONS, 0x05, 0x06),
  // Negation and the order of bytes.
  ...[0x84, 0x87, 0xd4, 0xdc, 0xd7],
  // goto, gotol, gotox, may_goto; call, callx, exit.
  ...[0x05, 0x06, 0x0d, 0xe5, 0x85, 0x8d, 0x95],
  // Loads and stores; sign-extending loads; atomics.
  ...[0x61, 0x69, 0x71, 0x79, 0x62, 0x6a, 0x72, 0x7a, 0x63, 0x6b, 0x73, 0x7b],
  ...[0x81, 0x89, 0x91],
  ...[0xc3, 0xcb, 0xd3, 0xdb],
  // ld_imm64, and loads from a packet.
  ...[0x18, 0x20, 0x28, 0x30, 0x40, 0x48, 0x50],
]) {
  KNOWN[opcode] = 1
}

export function isKnownOpcode(opcode: number): boolean {
  return KNOWN[opcode] === 1
}
