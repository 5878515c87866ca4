#define OWN_LICENSE
#include "../pair.h"



SEC("xdp")
int second(struct xdp_md *ctx)
{
	return 0;
}
