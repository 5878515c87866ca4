//@ refused: SYMBOL_MISMATCH incompatible int size 8 and 4
//@ gen-object: global 'bpf_thing': incompatible int '(null)' size 4 and 8
#include "../pair.h"

extern int bpf_thing(int a) __ksym;

SEC("tp_btf/task_newtask")
int first(void *ctx)
{
	return bpf_thing(1);
}
