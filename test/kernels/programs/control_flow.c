// Size, control flow, calls (the kernel's check_cfg, check_subprogs, check_max_stack_depth).
#include "common.h"
char _license[] SEC("license") = "GPL";

//: nothing_broken
SEC("socket") int program(struct __sk_buff *skb) { return skb->len; }

//: endless_loop
// breaks: no end of a loop
// refused on 5.10 6.1 6.12: infinite loop detected at insn
SEC("socket") naked int program(void) { asm volatile("r0 = 0; 1: goto 1b"); }

//: endless_loop_on_one_side
// breaks: no end of a loop that any value of a field leads to
// refused on 5.10 6.1 6.12: infinite loop detected at insn
SEC("socket") naked int program(void) { asm volatile("r0 = *(u32 *)(r1 + 0); if r0 > 9 goto 1f; exit; 1: goto 1b"); }

//: endless_loop_for_no_value
SEC("socket") naked int program(void) { asm volatile("r0 = *(u32 *)(r1 + 0); r0 &= 7; if r0 > 9 goto 1f; exit; 1: goto 1b"); }

//: endless_loop_for_no_value_of_two_comparisons
SEC("socket") naked int program(void)
{
	asm volatile("r0 = *(u32 *)(r1 + 0); if r0 > 9 goto 2f; r0 += 1; if r0 > 10 goto 1f; 2: exit; 1: goto 1b");
}

//: bounded_loop
SEC("socket") int program(struct __sk_buff *skb)
{
	unsigned long sum = skb->len;
#pragma clang loop unroll(disable)
	for (int i = 0; i < 50; i++) { sum = sum * 3 + i; asm volatile("" : "+r"(sum)); }
	return sum & 1;
}

//: unreachable
// breaks: unreachable instruction
// refused on 5.10 6.1 6.12: unreachable insn 2
SEC("socket") naked int program(void) { asm volatile("r0 = 0; exit; r0 = 1; exit"); }

//: jump_out_of_range
// breaks: jump out of the program
// refused on 5.10 6.1 6.12: jump out of range from insn 1 to 102
SEC("socket") naked int program(void)
{
	asm volatile("r0 = 0\n" RAW(0x05, 0, 0, 100, 0) "exit");
}

//: jump_into_ldimm64
// breaks: jump into the second half of a 16-byte instruction
// refused on 6.1 6.12: jump into the middle of ldimm64 insn 2
// refused on 5.10: invalid BPF_LD_IMM insn
SEC("socket") naked int program(void)
{
	asm volatile("r0 = 0\n" RAW(0x15, 1, 0, 1, 0) "r0 = 1 ll; exit");
}

//: falls_off_the_end
// breaks: last instruction neither exit nor jump
// refused on 5.10 6.1 6.12: last insn is not an exit or jmp
SEC("socket") naked int program(void) { asm volatile("r0 = 0"); }

//: program_of_20000
SEC("socket") naked int program(void) { asm volatile("r0 = 0; .rept 20000; r0 += 1; .endr; exit"); }

//: program_of_a_million_and_one
// breaks: more than 1,000,000 instructions
// refused on 5.10 6.1 6.12: Argument list too long
SEC("socket") naked int program(void) { asm volatile("r0 = 0; .rept 999999; r0 += 1; .endr; exit"); }

//: call
static __noinline int sub(unsigned long x) { asm volatile("" : "+r"(x)); return x * 5; }
SEC("socket") int program(struct __sk_buff *skb) { return sub(skb->len) + 1; }

//: nine_frames
// breaks: call depth
// refused on 5.10 6.1 6.12: the call stack of 9 frames is too deep
#define F(name, callee) static __noinline int name(long x) { asm volatile("" : "+r"(x)); return callee(x) + 1; }
static __noinline int f0(long x) { asm volatile("" : "+r"(x)); return x * 5; }
F(f1, f0) F(f2, f1) F(f3, f2) F(f4, f3) F(f5, f4) F(f6, f5) F(f7, f6)
SEC("socket") int program(struct __sk_buff *skb) { return f7(skb->len) + 1; }

//: nine_frames_across_a_global_function
// breaks: depth of a chain of calls, of which the verifier walks each half by itself
// refused on 5.10 6.1 6.12: the call stack of 8 frames is too deep !
#define F(name, callee) static G(name, callee)
#define G(name, callee) __noinline int name(long x) { asm volatile("" : "+r"(x)); return callee(x) + 1; }
static __noinline int f0(long x) { asm volatile("" : "+r"(x)); return x * 5; }
F(f1, f0) F(f2, f1) F(f3, f2) G(f4, f3) F(f5, f4) F(f6, f5) F(f7, f6)
SEC("socket") int program(struct __sk_buff *skb) { return f7(skb->len) + 1; }

//: eight_frames
#define F(name, callee) static __noinline int name(long x) { asm volatile("" : "+r"(x)); return callee(x) + 1; }
static __noinline int f0(long x) { asm volatile("" : "+r"(x)); return x * 5; }
F(f1, f0) F(f2, f1) F(f3, f2) F(f4, f3) F(f5, f4) F(f6, f5)
SEC("socket") int program(struct __sk_buff *skb) { return f6(skb->len) + 1; }

//: recursion
// breaks: a function that calls itself
// refused on 5.10 6.1: back-edge from insn
// refused on 6.12: the call stack of 9 frames is too deep
static __noinline int sub(long x)
{
	if (x < 100) return 1;
	asm volatile("" : "+r"(x));
	int r = sub(x - 1);
	asm volatile("" : "+r"(r));
	return r + 1;
}
SEC("socket") int program(struct __sk_buff *skb) { return sub(skb->len) + 1; }

//: stack_of_two_frames
// breaks: combined stack
// refused on 5.10 6.1: combined stack size of 2 calls is 640. Too large
// refused on 6.12: combined stack size of 2 calls is 608. Too large
static __noinline int sub(long x)
{
	char buffer[300];
	asm volatile("*(u64 *)(r10 - 304) = %0" :: "r"(x), "m"(buffer));
	return x;
}
SEC("socket") int program(struct __sk_buff *skb)
{
	char buffer[300];
	asm volatile("*(u64 *)(r10 - 304) = %0" :: "r"(1L), "m"(buffer));
	return sub(skb->len) + 1;
}

//: stack_of_one_frame
// breaks: stack of one function
// refused on 5.10 6.1 6.12: invalid write to stack R10 off=-600 size=8
SEC("socket") naked int program(void) { asm volatile("*(u64 *)(r10 - 600) = r1; r0 = 0; exit"); }

//: two_hundred_and_fifty_seven_functions
// breaks: number of subprograms
// flags: -g0
// refused on 5.10 6.1 6.12: too many subprograms
static __noinline naked int last(void) { asm volatile("r0 = 0; exit"); }
#define F1(n) static __noinline naked int f##n(void) { asm volatile("r0 = 0; exit"); }
#define F4(n) F1(n##0) F1(n##1) F1(n##2) F1(n##3)
#define F16(n) F4(n##0) F4(n##1) F4(n##2) F4(n##3)
#define F64(n) F16(n##0) F16(n##1) F16(n##2) F16(n##3)
F64(0) F64(1) F64(2) F64(3)
#define C1(n) f##n();
#define C4(n) C1(n##0) C1(n##1) C1(n##2) C1(n##3)
#define C16(n) C4(n##0) C4(n##1) C4(n##2) C4(n##3)
#define C64(n) C16(n##0) C16(n##1) C16(n##2) C16(n##3)
SEC("socket") int program(struct __sk_buff *skb) { C64(0) C64(1) C64(2) C64(3) return last(); }

//: tail_call_beside_a_call
struct { __uint(type, BPF_MAP_TYPE_PROG_ARRAY); __uint(max_entries, 4); __uint(key_size, 4); __uint(value_size, 4); } table SEC(".maps");
static __noinline int sub(unsigned long x) { asm volatile("" : "+r"(x)); return x * 5; }
SEC("socket") int program(struct __sk_buff *skb)
{
	int r = sub(skb->len);
	if (r == 10) bpf_tail_call(skb, &table, 1);
	return r;
}

//: tail_call_under_256_bytes_of_stack
// breaks: stack of the callers of a tail-calling subprogram
// refused on 5.10 6.1: tail_calls are not allowed when call stack of previous frames is 320 bytes. Too large
// refused on 6.12: tail_calls are not allowed when call stack of previous frames is 304 bytes. Too large
struct { __uint(type, BPF_MAP_TYPE_PROG_ARRAY); __uint(max_entries, 4); __uint(key_size, 4); __uint(value_size, 4); } table SEC(".maps");
static __noinline int sub(struct __sk_buff *skb) { bpf_tail_call(skb, &table, 1); return 0; }
SEC("socket") int program(struct __sk_buff *skb)
{
	char buffer[300];
	asm volatile("*(u64 *)(r10 - 304) = %0" :: "r"(1L), "m"(buffer));
	return sub(skb) + 1;
}

//: tail_call_in_a_void_function
// breaks: return type of a tail-calling subprogram
// refused on 5.10 6.1 6.12: tail_call is only allowed in functions that return 'int'
struct { __uint(type, BPF_MAP_TYPE_PROG_ARRAY); __uint(max_entries, 4); __uint(key_size, 4); __uint(value_size, 4); } table SEC(".maps");
static __noinline void sub(struct __sk_buff *skb) { bpf_tail_call(skb, &table, 1); }
SEC("socket") int program(struct __sk_buff *skb) { sub(skb); return 1; }

//: ld_abs_in_a_void_function
// breaks: return type of a subprogram with LD_ABS
// refused on 5.10 6.1 6.12: LD_ABS is only allowed in functions that return 'int'
static __noinline void sub(struct __sk_buff *skb) { asm volatile("r6 = %0; r0 = *(u8 *)skb[0]" :: "r"(skb) : "r0", "r1", "r2", "r3", "r4", "r5", "r6"); }
SEC("socket") int program(struct __sk_buff *skb) { sub(skb); return 1; }

//: ld_abs
SEC("socket") naked int program(void) { asm volatile("r6 = r1; r0 = *(u8 *)skb[0]; exit"); }

//: ld_abs_in_xdp
// breaks: LD_ABS for a type without packets as sk_buff
// refused on 5.10 6.1 6.12: BPF_LD_[ABS|IND] instructions not allowed for this program type
SEC("xdp") naked int program(void) { asm volatile("r6 = r1; r0 = *(u8 *)skb[0]; exit"); }

//: ld_ind_in_kprobe
// breaks: LD_IND for a type without packets as sk_buff
// refused on 5.10 6.1 6.12: BPF_LD_[ABS|IND] instructions not allowed for this program type
SEC("kprobe/do_nanosleep") naked int program(void) { asm volatile("r6 = r1; r2 = 0; r0 = *(u8 *)skb[r2]; exit"); }

//: sixty_five_maps
// breaks: number of maps
// refused on 5.10 6.1: Argument list too long
// refused on 6.12: The total number of maps per program has reached the limit of 64
#define M1(n) struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 1); __type(key, __u32); __type(value, __u32); } m##n SEC(".maps");
#define M4(n) M1(n##0) M1(n##1) M1(n##2) M1(n##3)
#define M16(n) M4(n##0) M4(n##1) M4(n##2) M4(n##3)
#define U1(n) bpf_map_lookup_elem(&m##n, &key);
#define U4(n) U1(n##0) U1(n##1) U1(n##2) U1(n##3)
#define U16(n) U4(n##0) U4(n##1) U4(n##2) U4(n##3)
M16(0) M16(1) M16(2) M16(3) M1(_last)
SEC("socket") int program(struct __sk_buff *skb) { __u32 key = 0; U16(0) U16(1) U16(2) U16(3) U1(_last) return 0; }

//: sixty_four_maps
#define M1(n) struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 1); __type(key, __u32); __type(value, __u32); } m##n SEC(".maps");
#define M4(n) M1(n##0) M1(n##1) M1(n##2) M1(n##3)
#define M16(n) M4(n##0) M4(n##1) M4(n##2) M4(n##3)
#define U1(n) bpf_map_lookup_elem(&m##n, &key);
#define U4(n) U1(n##0) U1(n##1) U1(n##2) U1(n##3)
#define U16(n) U4(n##0) U4(n##1) U4(n##2) U4(n##3)
M16(0) M16(1) M16(2) M16(3)
SEC("socket") int program(struct __sk_buff *skb) { __u32 key = 0; U16(0) U16(1) U16(2) U16(3) return 0; }
