#include "../pair.h"

#define __arena __attribute__((address_space(1)))
extern int __arena counter;

SEC("syscall")
int second(void *ctx)
{
	counter++;

	return 0;
}
