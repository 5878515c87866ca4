#include "../pair.h"

extern unsigned long CONFIG_HZ __kconfig;

SEC("tp_btf/task_newtask")
int second(void *ctx)
{
	return CONFIG_HZ > 1000;
}
