#include "../pair.h"

extern int CONFIG_HZ __kconfig;

SEC("tp_btf/task_newtask")
int second(void *ctx)
{
	return CONFIG_HZ + 1;
}
