// Helpers and kernel functions: by release, by program type, by licence, by sleepability.
#include "common.h"
char _license[] SEC("license") = "GPL";

//: helper_of_no_kernel
// breaks: a helper number that no kernel has
// refused on 5.10 6.1 6.12: invalid func unknown#5000
SEC("socket") naked int program(void) { asm volatile("call 5000; exit"); }

//: helper_of_another_type
// breaks: a helper of XDP in a socket filter
// refused on 5.10 6.1: unknown func bpf_xdp_adjust_head#44
// refused on 6.12: program of this type cannot use helper bpf_xdp_adjust_head#44
SEC("socket") int program(struct xdp_md *context) { return bpf_xdp_adjust_head(context, 0); }

//: skb_helper_in_xdp
// breaks: a helper of sk_buff in XDP
// refused on 5.10 6.1: unknown func bpf_skb_store_bytes#9
// refused on 6.12: program of this type cannot use helper bpf_skb_store_bytes#9
SEC("xdp") int program(struct __sk_buff *skb) { return bpf_skb_store_bytes(skb, 0, &skb, 1, 0); }

//: redirect_in_kprobe
// breaks: a networking helper in a kprobe
// refused on 5.10 6.1: unknown func bpf_redirect#23
// refused on 6.12: program of this type cannot use helper bpf_redirect#23
SEC("kprobe/do_nanosleep") int program(void *context) { return bpf_redirect(1, 0); }

//: override_return_in_raw_tracepoint
// breaks: a helper of kprobes in a raw tracepoint
// refused on 5.10 6.1: unknown func bpf_override_return#58
// refused on 6.12: program of this type cannot use helper bpf_override_return#58
SEC("raw_tracepoint/sys_enter") int program(void *context) { return bpf_override_return(context, 0); }

//: helper_behind_a_branch_never_taken
SEC("socket") naked int program(void) { asm volatile("r0 = 0; if r0 == 0 goto +1; call 5000; exit"); }

//: loop_helper
// breaks: bpf_loop before 5.17; 5.10 sees one function more in the types than in the code, as it does not know callbacks
// refused on 5.10: number of funcs in func_info doesn't match number of subprogs
static long step(__u32 i, void *context) { return 0; }
SEC("socket") int program(struct __sk_buff *skb) { bpf_loop(10, step, (void *)0, 0); return 0; }

//: loop_helper_without_types
// breaks: bpf_loop before 5.17, from 5.13 a callback needs types
// flags: -g0
// refused on 5.10: unrecognized bpf_ld_imm64 insn
// refused on 6.1 6.12: missing btf func_info
static long step(__u32 i, void *context) { return 0; }
SEC("socket") int program(struct __sk_buff *skb) { bpf_loop(10, step, (void *)0, 0); return 0; }

//: callback_not_static
// breaks: a global callback
// refused on 5.10: number of funcs in func_info doesn't match number of subprogs
// refused on 6.1 6.12: callback function not static
__noinline long step(__u32 i, long context) { return 0; }
SEC("socket") int program(struct __sk_buff *skb) { bpf_loop(10, (void *)step, (void *)0, 0); return 0; }

//: coarse_clock
// breaks: bpf_ktime_get_coarse_ns before 5.11
// refused on 5.10: invalid func unknown#160
SEC("socket") int program(struct __sk_buff *skb) { return bpf_ktime_get_coarse_ns(); }

//: atomic_clock
// breaks: bpf_ktime_get_tai_ns before 6.1
// refused on 5.10: invalid func unknown#208
SEC("socket") int program(struct __sk_buff *skb) { return bpf_ktime_get_tai_ns(); }

//: strncmp
// breaks: bpf_strncmp before 5.17
// refused on 5.10: invalid func unknown#182
SEC("socket") int program(struct __sk_buff *skb) { char a[4] = "abc"; return bpf_strncmp(a, 4, "abc"); }

//: snprintf
// breaks: bpf_snprintf before 5.13
// refused on 5.10: invalid func unknown#165
SEC("socket") int program(struct __sk_buff *skb) { char a[8]; return bpf_snprintf(a, sizeof(a), "abc", (void *)0, 0); }

//: current_task
// breaks: bpf_get_current_task_btf before 5.11
// refused on 5.10: invalid func unknown#158
SEC("fentry/do_nanosleep") int program(void *context) { bpf_get_current_task_btf(); return 0; }

//: function_address
// breaks: bpf_get_func_ip before 5.15
// refused on 5.10: invalid func unknown#173
SEC("kprobe/do_nanosleep") int program(void *context) { return bpf_get_func_ip(context); }

//: attach_cookie
// breaks: bpf_get_attach_cookie before 5.15
// refused on 5.10: invalid func unknown#174
SEC("kprobe/do_nanosleep") int program(void *context) { return bpf_get_attach_cookie(context); }

//: buffer_length
// breaks: bpf_xdp_get_buff_len before 5.18
// refused on 5.10: invalid func unknown#188
SEC("xdp") int program(struct xdp_md *context) { return bpf_xdp_get_buff_len(context); }

//: check_mtu
// breaks: bpf_check_mtu before 5.12
// refused on 5.10: invalid func unknown#163
SEC("xdp") int program(struct xdp_md *context) { __u32 length = 0; return bpf_check_mtu(context, 1, &length, 0, 0); }

//: branch_snapshot
// breaks: bpf_get_branch_snapshot before 5.16
// refused on 5.10: invalid func unknown#176
SEC("kprobe/do_nanosleep") int program(void *context) { char a[24]; return bpf_get_branch_snapshot(a, sizeof(a), 0); }

//: return_value_of_cgroup
// breaks: bpf_get_retval before 5.18
// refused on 5.10: invalid func unknown#186
SEC("cgroup/getsockopt") int program(struct bpf_sockopt *context) { return bpf_get_retval() == 0; }

//: percpu_of_another_cpu
// breaks: bpf_map_lookup_percpu_elem before 5.19
// refused on 5.10: invalid func unknown#195
struct { __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY); __uint(max_entries, 1); __type(key, __u32); __type(value, __u32); } map SEC(".maps");
SEC("socket") int program(struct __sk_buff *skb) { __u32 key = 0; return bpf_map_lookup_percpu_elem(&map, &key, 0) != 0; }

//: for_each_element
// breaks: bpf_for_each_map_elem before 5.13
// refused on 5.10: number of funcs in func_info doesn't match number of subprogs
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 1); __type(key, __u32); __type(value, __u32); } map SEC(".maps");
static long each(void *table, __u32 *key, __u32 *value, void *context) { return 0; }
SEC("socket") int program(struct __sk_buff *skb) { return bpf_for_each_map_elem(&map, each, (void *)0, 0); }

//: dynamic_pointer
// breaks: bpf_ringbuf_reserve_dynptr before 5.19
// refused on 5.10: invalid func unknown#198
struct { __uint(type, BPF_MAP_TYPE_RINGBUF); __uint(max_entries, 4096); } ring SEC(".maps");
SEC("socket") int program(struct __sk_buff *skb)
{
	struct bpf_dynptr pointer;
	bpf_ringbuf_reserve_dynptr(&ring, 8, 0, &pointer);
	bpf_ringbuf_discard_dynptr(&pointer, 0);
	return 0;
}

//: gpl_helper_in_a_proprietary_program
// breaks: a helper for the GPL only
// licence: Proprietary
// refused on 5.10 6.1 6.12: cannot call GPL-restricted function from non-GPL compatible program
SEC("kprobe/do_nanosleep") int program(void *context) { char a[8]; return bpf_probe_read_kernel(a, 8, context); }

//: gpl_printk_in_a_proprietary_program
// breaks: a helper for the GPL only
// licence: Apache-2.0
// refused on 5.10 6.1 6.12: cannot call GPL-restricted function from non-GPL compatible program
SEC("tracepoint/syscalls/sys_enter_getpid") int program(void *context) { bpf_printk("hello"); return 0; }

//: proprietary_program
// licence: Proprietary
SEC("socket") int program(struct __sk_buff *skb) { return bpf_get_prandom_u32(); }

//: dual_licence
// licence: Dual BSD/GPL
SEC("kprobe/do_nanosleep") int program(void *context) { char a[8]; return bpf_probe_read_kernel(a, 8, context); }

//: dual_licence_of_no_kernel
// breaks: a licence that reads as free and is none of the kernel's list
// licence: Apache-2.0 OR GPL-2.0
// refused on 5.10 6.1 6.12: cannot call GPL-restricted function from non-GPL compatible program
SEC("kprobe/do_nanosleep") int program(void *context) { char a[8]; return bpf_probe_read_kernel(a, 8, context); }

//: lsm_without_the_gpl
// breaks: LSM programs must be under the GPL
// licence: Proprietary
// refused on 5.10 6.1 6.12: LSM programs must have a GPL compatible license
SEC("lsm/file_open") int program(void *context) { return 0; }

//: sleeping_helper_in_fentry
// breaks: a helper that sleeps in a program that may not
// refused on 5.10: unknown func bpf_copy_from_user#148
// refused on 6.1 6.12: helper call might sleep in a non-sleepable prog
SEC("fentry/do_nanosleep") int program(void *context) { char a[8]; return bpf_copy_from_user(a, 8, context); }

//: kernel_function_of_another_type
// breaks: kernel functions before 5.13, and one that is not for this type
// refused on 5.10: BPF_CALL uses reserved fields
// refused on 6.1 6.12: calling kernel function tcp_slow_start is not allowed
struct tcp_sock { int any; };
extern __u32 tcp_slow_start(struct tcp_sock *socket, __u32 acked) __ksym;
SEC("tc") int program(struct __sk_buff *skb) { return tcp_slow_start((void *)skb, 1); }

//: kernel_function_of_6_2
// breaks: a kernel function that older kernels do not have
// refused on 5.10 6.1: extern (func ksym) 'bpf_rcu_read_lock': not found in kernel or module BTFs
extern void bpf_rcu_read_lock(void) __ksym;
extern void bpf_rcu_read_unlock(void) __ksym;
SEC("fentry/do_nanosleep") int program(void *context) { bpf_rcu_read_lock(); bpf_rcu_read_unlock(); return 0; }

//: kernel_function_in_a_proprietary_program
// breaks: kernel functions are for the GPL only
// licence: Proprietary
// refused on 5.10 6.1: extern (func ksym) 'bpf_rcu_read_lock': not found in kernel or module BTFs
// refused on 6.12: cannot call kernel function from non-GPL compatible program
extern void bpf_rcu_read_lock(void) __ksym;
extern void bpf_rcu_read_unlock(void) __ksym;
SEC("tc") int program(void *context) { bpf_rcu_read_lock(); bpf_rcu_read_unlock(); return 0; }

//: weak_kernel_function
extern void bpf_rcu_read_lock(void) __ksym __weak;
extern void bpf_rcu_read_unlock(void) __ksym __weak;
SEC("fentry/do_nanosleep") int program(void *context)
{
	if (bpf_rcu_read_lock) { bpf_rcu_read_lock(); bpf_rcu_read_unlock(); }
	return 0;
}

//: helper_of_another_hook
// breaks: a helper for the hooks of connect at that of bind
// refused on 5.10 6.1: unknown func bpf_bind#64
// refused on 6.12: program of this type cannot use helper bpf_bind#64
SEC("cgroup/bind4") int program(struct bpf_sock_addr *context)
{
	struct { long bytes[2]; } address = {};
	return bpf_bind(context, (void *)&address, sizeof(address)) == 0;
}

//: helper_of_its_hook
SEC("cgroup/connect4") int program(struct bpf_sock_addr *context)
{
	struct { long bytes[2]; } address = {};
	return bpf_bind(context, (void *)&address, sizeof(address)) == 0;
}

//: helper_at_a_hook_before_it_was_allowed
// breaks: bpf_setsockopt at the hook of bind before 5.12
// refused on 5.10: unknown func bpf_setsockopt#49
SEC("cgroup/bind4") int program(struct bpf_sock_addr *context)
{
	int on = 1;
	return bpf_setsockopt(context, 1, 9, &on, sizeof(on)) == 0;
}

//: return_value_at_a_hook_without_one
// breaks: bpf_set_retval where the hook has no result; before 5.18 there is no such helper
// refused on 5.10: invalid func unknown#187
// refused on 6.1: unknown func bpf_set_retval#187
// refused on 6.12: program of this type cannot use helper bpf_set_retval#187
SEC("cgroup/recvmsg4") int program(struct bpf_sock_addr *context) { bpf_set_retval(-1); return 1; }

//: socket_option_in_an_iterator_over_tasks
// breaks: bpf_getsockopt is for iterators over sockets
// refused on 5.10 6.1: unknown func bpf_getsockopt#57
// refused on 6.12: program of this type cannot use helper bpf_getsockopt#57
SEC("iter/task") int program(void *context) { int on; return bpf_getsockopt(context, 1, 9, &on, sizeof(on)) == 1; }

//: helper_behind_either_of_two_guards
const volatile int one, two;
SEC("socket") int program(struct __sk_buff *skb)
{
	if (one || two) asm volatile("call 5000" ::: "r0", "r1", "r2", "r3", "r4", "r5");
	return 0;
}
