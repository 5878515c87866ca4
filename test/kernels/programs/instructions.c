// Instructions by release: the instruction set's versions, atomics, sources of ld_imm64 and of calls.
#include "common.h"
char _license[] SEC("license") = "GPL";

//: jlt
// cpu: v2
SEC("socket") naked int program(void) { asm volatile("r0 = 0; if r10 < r0 goto +1; r0 = 1; exit"); }

//: jmp32
SEC("socket") naked int program(void) { asm volatile("w0 = 0; if w0 s> 3 goto +1; w0 = 1; exit"); }

//: unknown_opcode
// breaks: an opcode that no kernel has
// refused on 5.10 6.1 6.12: unknown opcode ff
SEC("socket") naked int program(void) { asm volatile("r0 = 0\n" RAW(0xff, 0, 0, 0, 0) "exit"); }

//: atomic_add_without_fetch
// cpu: v2
SEC("socket") naked int program(void) { asm volatile("r0 = 0; *(u64 *)(r10 - 8) = r0\n" RAW(0xdb, 10, 0, -8, 0) "exit"); }

//: atomic_fetch_add
// breaks: atomics that return before 5.12
// refused on 5.10: BPF_STX uses reserved fields
SEC("socket") naked int program(void) { asm volatile("r0 = 0; *(u64 *)(r10 - 8) = r0; r0 = atomic_fetch_add((u64 *)(r10 - 8), r0); exit"); }

//: atomic_or
// breaks: atomic or before 5.12
// refused on 5.10: BPF_STX uses reserved fields
SEC("socket") naked int program(void) { asm volatile("r0 = 0; *(u64 *)(r10 - 8) = r0; lock *(u64 *)(r10 - 8) |= r0; exit"); }

//: atomic_and
// breaks: atomic and before 5.12
// refused on 5.10: BPF_STX uses reserved fields
SEC("socket") naked int program(void) { asm volatile("w0 = 0; *(u32 *)(r10 - 8) = w0; lock *(u32 *)(r10 - 8) &= w0; exit"); }

//: atomic_xor
// breaks: atomic xor before 5.12
// refused on 5.10: BPF_STX uses reserved fields
SEC("socket") naked int program(void) { asm volatile("r0 = 0; *(u64 *)(r10 - 8) = r0; lock *(u64 *)(r10 - 8) ^= r0; exit"); }

//: atomic_exchange
// breaks: atomic exchange before 5.12
// refused on 5.10: BPF_STX uses reserved fields
SEC("socket") naked int program(void) { asm volatile("r0 = 0; *(u64 *)(r10 - 8) = r0; r0 = xchg_64(r10 - 8, r0); exit"); }

//: atomic_compare_exchange
// breaks: atomic compare and exchange before 5.12
// refused on 5.10: BPF_STX uses reserved fields
SEC("socket") naked int program(void) { asm volatile("r0 = 0; *(u64 *)(r10 - 8) = r0; r0 = cmpxchg_64(r10 - 8, r0, r0); exit"); }

//: atomic_of_a_byte
// breaks: atomics of 8 bits
// refused on 5.10 6.1 6.12: unknown opcode d3
SEC("socket") naked int program(void) { asm volatile("r0 = 0; *(u64 *)(r10 - 8) = r0\n" RAW(0xd3, 10, 0, -8, 0) "exit"); }

//: load_acquire
// breaks: load-acquire before 6.15
// refused on 5.10: BPF_STX uses reserved fields
// refused on 6.1 6.12: BPF_ATOMIC uses invalid atomic opcode 100
SEC("socket") naked int program(void) { asm volatile("r0 = 0; *(u64 *)(r10 - 8) = r0\n" RAW(0xdb, 0, 10, -8, 0x100) "exit"); }

//: store_release
// breaks: store-release before 6.15
// refused on 5.10: BPF_STX uses reserved fields
// refused on 6.1 6.12: BPF_ATOMIC uses invalid atomic opcode 110
SEC("socket") naked int program(void) { asm volatile("r0 = 0; *(u64 *)(r10 - 8) = r0\n" RAW(0xdb, 10, 0, -8, 0x110) "exit"); }

//: v4_load_signed
// cpu: v4
// breaks: v4 sign-extending load before 6.6
// refused on 5.10 6.1: BPF_LDX uses reserved fields
SEC("socket") naked int program(void) { asm volatile("r0 = 0; *(u64 *)(r10 - 8) = r0; r0 = *(s8 *)(r10 - 8); exit"); }

//: v4_move_signed
// cpu: v4
// breaks: v4 sign-extending move before 6.6
// refused on 5.10 6.1: BPF_MOV uses reserved fields
SEC("socket") naked int program(void) { asm volatile("r0 = 0; r0 = (s8)r0; exit"); }

//: v4_divide_signed
// cpu: v4
// breaks: v4 signed division before 6.6
// refused on 5.10 6.1: BPF_ALU uses reserved fields
SEC("socket") naked int program(void) { asm volatile("r0 = 7; r0 s/= 3; exit"); }

//: v4_modulo_signed
// cpu: v4
// breaks: v4 signed modulo before 6.6
// refused on 5.10 6.1: BPF_ALU uses reserved fields
SEC("socket") naked int program(void) { asm volatile("r0 = 7; r0 s%= 3; exit"); }

//: v4_byte_swap
// cpu: v4
// breaks: v4 unconditional byte swap before 6.6
// refused on 5.10 6.1: unknown opcode d7
SEC("socket") naked int program(void) { asm volatile("r0 = 7; r0 = bswap16 r0; exit"); }

//: v4_long_jump
// cpu: v4
// breaks: v4 32-bit jump offset before 6.6; Debian's 6.1.y has it as a backport
// refused on 5.10: unknown opcode 06
SEC("socket") naked int program(void) { asm volatile("r0 = 7; gotol +0; exit"); }

//: v4_store_immediate
// cpu: v4
SEC("socket") naked int program(void) { asm volatile("*(u64 *)(r10 - 8) = 5; r0 = 7; exit"); }

//: may_goto
// cpu: v4
// breaks: may_goto before 6.9
// refused on 5.10 6.1: unknown opcode e5
SEC("socket") naked int program(void) { asm volatile("r0 = 7; may_goto +1; r0 = 1; exit"); }

//: addr_space_cast
// cpu: v4
// breaks: address space cast without an arena, and before 6.9
// refused on 5.10 6.1: BPF_MOV uses reserved fields
// refused on 6.12: addr_space_cast insn can only be used in a program that has an associated arena
SEC("socket") naked int program(void) { asm volatile("r0 = 7; r0 = addr_space_cast(r0, 0, 1); r0 = 0; exit"); }

//: gotox
// breaks: indirect jump before 6.19
// refused on 5.10 6.1 6.12: unknown opcode 0d
SEC("socket") naked int program(void) { asm volatile("r0 = 7\n" RAW(0x0d, 0, 0, 0, 0) "exit"); }

//: ld_imm64_of_an_unknown_source
// breaks: a source of ld_imm64 that no kernel has
// refused on 5.10 6.1 6.12: unrecognized bpf_ld_imm64 insn
SEC("socket") naked int program(void) { asm volatile(RAW(0x18, 1, 7, 0, 0) RAW(0, 0, 0, 0, 0) "r0 = 0; exit"); }

//: ld_imm64_of_a_map_index
// breaks: BPF_PSEUDO_MAP_IDX before 5.14; afterwards there must be an fd_array
// refused on 5.10: unrecognized bpf_ld_imm64 insn
// refused on 6.1 6.12: fd_idx without fd_array is invalid
SEC("socket") naked int program(void) { asm volatile(RAW(0x18, 1, 5, 0, 0) RAW(0, 0, 0, 0, 0) "r0 = 0; exit"); }

//: ld_imm64_with_a_bad_second_half
// breaks: the second half of ld_imm64 has an opcode
// refused on 5.10 6.1 6.12: invalid bpf_ld_imm64 insn
SEC("socket") naked int program(void) { asm volatile(RAW(0x18, 1, 0, 0, 0) RAW(0xb7, 0, 0, 0, 0) "r0 = 0; exit"); }

//: call_of_an_unknown_source
// breaks: a source of a call that no kernel has
// refused on 5.10 6.1 6.12: BPF_CALL uses reserved fields
SEC("socket") naked int program(void) { asm volatile(RAW(0x85, 0, 3, 0, 1) "r0 = 0; exit"); }

//: global_data
int counter;
SEC("socket") int program(struct __sk_buff *skb) { return counter++; }
