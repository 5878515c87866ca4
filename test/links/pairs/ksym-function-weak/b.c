#include "../pair.h"

extern void bpf_no_such_thing(int a) __ksym __weak;

SEC("tp_btf/task_newtask")
int second(void *ctx)
{
	if (bpf_no_such_thing)
		bpf_no_such_thing(2);

	return 0;
}
