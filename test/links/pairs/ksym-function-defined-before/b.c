#include "../pair.h"

extern int thing(int a) __ksym;

SEC("tp_btf/task_newtask")
int second(void *ctx)
{
	return thing(1);
}
