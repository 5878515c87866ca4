//@ links
#include "../pair.h"

extern unsigned long CONFIG_HZ __kconfig;
extern int LINUX_KERNEL_VERSION __kconfig;

SEC("tp_btf/task_newtask")
int first(void *ctx)
{
	return CONFIG_HZ > 100 && LINUX_KERNEL_VERSION > 1;
}
