#include "../pair.h"

extern int bpf_thing(long a) __ksym;

SEC("tp_btf/task_newtask")
int second(void *ctx)
{
	return bpf_thing(1);
}
