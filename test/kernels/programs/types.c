// Types (BTF), what they say of functions, program types, sleepability.
#include "common.h"
char _license[] SEC("license") = "GPL";

//: float_type
// breaks: BTF_KIND_FLOAT before 5.13, which libbpf replaces
// types refused on 5.10: Invalid btf_info:10000000
struct with_float { float real; };
SEC("socket") int program(struct __sk_buff *skb) { struct with_float *value = (void *)skb; asm volatile("" :: "r"(value)); return sizeof(*value); }
struct with_float *kept;

//: declaration_tag
// breaks: BTF_KIND_DECL_TAG before 5.16, which libbpf replaces
// types refused on 5.10: Invalid btf_info:11000000
struct tagged { int value; } __attribute__((btf_decl_tag("tag")));
struct tagged kept;
SEC("socket") int program(struct __sk_buff *skb) { return kept.value; }

//: type_tag
// breaks: BTF_KIND_TYPE_TAG before 5.17, which libbpf replaces
// types refused on 5.10: Invalid btf_info:12000000
int __attribute__((btf_type_tag("tag"))) *kept;
SEC("socket") int program(struct __sk_buff *skb) { return kept != 0; }

//: large_enumeration
// breaks: BTF_KIND_ENUM64 before 6.0, which libbpf replaces
// types refused on 5.10: Invalid btf_info:13000001
enum large { LARGE = 0x100000000ull } kept;
SEC("socket") int program(struct __sk_buff *skb) { return kept == LARGE; }

//: signed_enumeration
// breaks: the kind_flag of a signed enum before 6.0
// types refused on 5.10: Invalid btf_info kind_flag
enum negative { NEGATIVE = -1, ZERO } kept;
SEC("socket") int program(struct __sk_buff *skb) { return kept == NEGATIVE; }

//: global_function
__noinline int sub(unsigned long x) { asm volatile("" : "+r"(x)); return x * 5; }
SEC("socket") int program(struct __sk_buff *skb) { return sub(skb->len) + 1; }

//: global_function_returns_nothing
// breaks: return type of a global function
// refused on 5.10 6.1 6.12: Global function sub() doesn't return scalar. Only those are supported.
int seen;
__noinline void sub(unsigned long x) { seen = x; }
SEC("socket") int program(struct __sk_buff *skb) { sub(skb->len); return 1; }

//: global_function_takes_a_structure
// breaks: pointers to memory in a global function before 5.12
// refused on 5.10: Arg#0 type PTR in sub() is not supported yet.
struct pair { int a, b; };
__noinline int sub(struct pair *pair) { return pair ? pair->a : 0; }
SEC("socket") int program(struct __sk_buff *skb) { struct pair pair = {1, 2}; asm volatile("" : "+m"(pair)); return sub(&pair); }

//: global_function_takes_a_pointer_to_a_pointer
// breaks: type of a parameter of a global function; from 5.12 on it is memory of 8 bytes
// refused on 5.10: Arg#0 type PTR in sub() is not supported yet.
__noinline int sub(int **where) { return where != 0; }
SEC("socket") int program(struct __sk_buff *skb) { int *where = 0; return sub(&where); }

//: global_function_takes_void
// breaks: a pointer to nothing in a global function
// refused on 5.10: Arg#0 type PTR in sub() is not supported yet.
// refused on 6.1: arg#0 reference type('UNKNOWN ') size cannot be determined: -22
// refused on 6.12: arg#0 reference type('UNKNOWN ') size cannot be determined: -22
__noinline int sub(void *where) { return where != 0; }
SEC("socket") int program(struct __sk_buff *skb) { return sub(skb); }

//: global_function_takes_the_context
__noinline int sub(struct __sk_buff *skb) { return skb->len; }
SEC("tc") int program(struct __sk_buff *skb) { return sub(skb) & 1; }

//: weak_function
__weak int sub(int x) { asm volatile("" : "+r"(x)); return x * 5; }
SEC("socket") int program(struct __sk_buff *skb) { return sub(skb->len) & 1; }

//: function_entry
SEC("fentry/do_nanosleep") int program(void *context) { return 0; }

//: sleeping_lsm
SEC("lsm.s/bprm_committed_creds") int program(void *context) { return 0; }

//: sleeping_uprobe
// breaks: sleepable uprobes before 6.0
// refused on 5.10: Only fentry/fexit/fmod_ret and lsm programs can be sleepable
SEC("uprobe.s") int program(void *context) { return 0; }

//: sleeping_iterator
SEC("iter.s/task") int program(void *context) { return 0; }

//: sleeping_lsm_hook_that_may_not
// breaks: an LSM hook that must not sleep
// refused on 5.10 6.1 6.12: is not sleepable
SEC("lsm.s/task_free") int program(void *context) { return 0; }

//: sleeping_function_entry
// refused on 5.10 6.1 6.12: is not sleepable
// breaks: only functions that may fail can be entered sleeping
SEC("fentry.s/do_nanosleep") int program(void *context) { return 0; }

//: modified_return
// breaks: a return value that must not be modified
// refused on 5.10 6.1 6.12: is not modifiable
SEC("fmod_ret/do_nanosleep") int program(void *context) { return 0; }

//: system_call_program
// breaks: BPF_PROG_TYPE_SYSCALL before 5.14
// refused on 5.10: Invalid argument
SEC("syscall") int program(void *context) { return 0; }

//: fragmented_xdp
// breaks: BPF_F_XDP_HAS_FRAGS before 5.18
// refused on 5.10: Invalid argument
SEC("xdp.frags") int program(struct xdp_md *context) { return XDP_PASS; }

//: cgroup_lsm
// breaks: LSM programs of a cgroup before 6.0
// refused on 5.10: Invalid argument
SEC("lsm_cgroup/socket_bind") int program(void *context) { return 1; }

//: socket_lookup
SEC("sk_lookup") int program(struct bpf_sk_lookup *context) { return 1; }

//: several_probes
SEC("kprobe.multi/do_nanosleep") int program(void *context) { return 0; }

//: socket_address
SEC("cgroup/connect4") int program(struct bpf_sock_addr *context) { return 1; }

//: socket_operations
SEC("sockops") int program(struct bpf_sock_ops *context) { return 1; }

//: raw_tracepoint_with_types
SEC("tp_btf/sched_switch") int program(void *context) { return 0; }

//: flow_dissector
SEC("flow_dissector") int program(struct __sk_buff *context) { return 0; }

//: return_value_of_connect
// breaks: the range of a return value
// refused on 5.10 6.1: should have been in (0x0; 0x1)
// refused on 6.12: should have been in [0, 1]
SEC("cgroup/connect4") int program(struct bpf_sock_addr *context) { return 5; }

//: lines_out_of_order
// breaks: a line record that is not behind the one before it
// lines: order
// refused on 5.10 6.1 6.12: Invalid line_info[2].insn_off
SEC("socket") naked int program(void) {
	asm volatile("r1 = 1; r2 = 2");
	asm volatile("r3 = 0x1122334455667788 ll");
	asm volatile("r0 = 0; exit");
}

//: no_line_at_the_start
// breaks: the first instruction without a line record
// lines: start
// refused on 5.10 6.1 6.12: missing bpf_line_info for func#0
SEC("socket") naked int program(void) {
	asm volatile("r1 = 1; r2 = 2");
	asm volatile("r3 = 0x1122334455667788 ll");
	asm volatile("r0 = 0; exit");
}

//: line_inside_a_load
// breaks: a line record at the second half of a 16-byte load
// lines: insideLoad
// refused on 5.10 6.1 6.12: Invalid insn code at line_info[1].insn_off
SEC("socket") naked int program(void) {
	asm volatile("r1 = 1; r2 = 2");
	asm volatile("r3 = 0x1122334455667788 ll");
	asm volatile("r0 = 0; exit");
}

//: struct_ops_member_that_is_not_supported
// breaks: get_info of a congestion control
// refused on 5.10 6.1 6.12: attach to unsupported member get_info of struct tcp_congestion_ops
struct tcp_congestion_ops { unsigned long (*get_info)(void *, __u32, int *, void *); char name[16]; };
SEC("struct_ops/program") unsigned long program(void *context) { return 0; }
SEC(".struct_ops") struct tcp_congestion_ops own = { .get_info = (void *)program, .name = "own" };

//: section_without_variables
// breaks: a data section whose constants have no name, before 5.12, where libbpf goes on without types
// types refused on 5.10: vlen == 0
SEC("socket") int program(struct __sk_buff *skb)
{
	int numbers[9] = {3, 1, 4, 1, 5, 9, 2, 6, 5};
	return numbers[skb->len & 7];
}
