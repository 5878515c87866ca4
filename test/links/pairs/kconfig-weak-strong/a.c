//@ links
#include "../pair.h"

extern int CONFIG_HZ __kconfig __weak;

SEC("tp_btf/task_newtask")
int first(void *ctx)
{
	return CONFIG_HZ;
}
