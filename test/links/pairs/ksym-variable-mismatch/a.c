//@ refused: SYMBOL_MISMATCH incompatible int size 8 and 4
//@ gen-object: global 'bpf_prog_active': incompatible int '(null)' size 4 and 8
#include "../pair.h"

extern const int bpf_prog_active __ksym;

SEC("tp_btf/task_newtask")
int first(void *ctx)
{
	const int *active = bpf_this_cpu_ptr(&bpf_prog_active);

	return *active;
}
