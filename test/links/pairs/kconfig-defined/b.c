#include "../pair.h"

int CONFIG_HZ = 5;

SEC("tp_btf/task_newtask")
int second(void *ctx)
{
	return CONFIG_HZ;
}
