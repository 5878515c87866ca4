#include "../pair.h"

extern void bpf_rcu_read_lock(void);

SEC("tp_btf/task_newtask")
int second(void *ctx)
{
	bpf_rcu_read_lock();

	return 0;
}
