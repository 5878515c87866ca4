//@ refused: SYMBOL_MISMATCH section mismatch: .ksyms and .text
//@ gen-object: global 'thing': section mismatch
#include "../pair.h"

__keep int thing(int a)
{
	return a;
}

SEC("tp_btf/task_newtask")
int first(void *ctx)
{
	return thing(2);
}
