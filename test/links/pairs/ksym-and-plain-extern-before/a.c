//@ links
//@ gen-object: global 'bpf_rcu_read_lock': section mismatch
//@ laxer: libbpf links them the other way round; the order of inputs means nothing
#include "../pair.h"

extern void bpf_rcu_read_lock(void);

SEC("tp_btf/task_newtask")
int first(void *ctx)
{
	bpf_rcu_read_lock();

	return 0;
}
