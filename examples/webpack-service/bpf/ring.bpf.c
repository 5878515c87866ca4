// For kernels with ring buffers: Linux 5.8 and later.
#include "exec.h"

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 64 * 1024);
} events SEC(".maps");

SEC("tracepoint/sched/sched_process_exec")
int on_exec(void *ctx)
{
	struct exec *exec = bpf_ringbuf_reserve(&events, sizeof(*exec), 0);

	if (!exec)
		return 0;
	fill(exec);
	bpf_ringbuf_submit(exec, 0);
	return 0;
}
