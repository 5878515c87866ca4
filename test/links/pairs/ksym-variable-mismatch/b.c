#include "../pair.h"

extern const long bpf_prog_active __ksym;

SEC("tp_btf/task_newtask")
int second(void *ctx)
{
	const long *active = bpf_this_cpu_ptr(&bpf_prog_active);

	return *active;
}
