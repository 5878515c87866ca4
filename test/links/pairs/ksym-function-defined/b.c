#include "../pair.h"

__keep int thing(int a)
{
	return a;
}

SEC("tp_btf/task_newtask")
int second(void *ctx)
{
	return thing(2);
}
