//@ links
#include "../pair.h"

extern const int bpf_prog_active __ksym;

SEC("tp_btf/task_newtask")
int first(void *ctx)
{
	const int *active = bpf_this_cpu_ptr(&bpf_prog_active);

	return *active;
}
