// The programs: each process that starts or ends makes an event.
#include "agent.h"

/* /sys/kernel/tracing/events/sched/sched_process_exit/format */
struct exit_context {
	__u64 common;
	char comm[COMM_LENGTH];
	__s32 pid;
	__s32 prio;
};

SEC("tracepoint/sched/sched_process_exec")
int on_exec(void *ctx)
{
	__u32 pid = bpf_get_current_pid_tgid() >> 32;
	__u64 now = bpf_ktime_get_ns();

	bpf_map_update_elem(&started, &pid, &now, BPF_ANY);
	record(EVENT_EXEC, DEFAULT_PRIO, 0);
	return 0;
}

SEC("tracepoint/sched/sched_process_exit")
int on_exit(struct exit_context *ctx)
{
	__u64 id = bpf_get_current_pid_tgid();
	__u32 pid = id >> 32;
	__u64 *start, lifetime = 0;

	/* A thread ends, not the process. */
	if (pid != (__u32)id)
		return 0;
	start = bpf_map_lookup_elem(&started, &pid);
	if (start) {
		lifetime = bpf_ktime_get_ns() - *start;
		bpf_map_delete_elem(&started, &pid);
	}
	record(EVENT_EXIT, ctx->prio, lifetime);
	return 0;
}
