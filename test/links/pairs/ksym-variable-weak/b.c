#include "../pair.h"

extern const void no_such_thing __ksym __weak;

SEC("tp_btf/task_newtask")
int second(void *ctx)
{
	return &no_such_thing == 0;
}
