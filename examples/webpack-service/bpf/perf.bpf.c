// For older kernels: a perf buffer on each CPU.
#include "exec.h"

struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, sizeof(__u32));
} events SEC(".maps");

SEC("tracepoint/sched/sched_process_exec")
int on_exec(void *ctx)
{
	struct exec exec = {};

	fill(&exec);
	bpf_perf_event_output(ctx, &events, BPF_F_CURRENT_CPU, &exec, sizeof(exec));
	return 0;
}
