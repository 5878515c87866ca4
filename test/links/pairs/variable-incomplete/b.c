#include "../pair.h"

struct state { int x; };
struct state current = { 2 };

__keep int read(struct state *from)
{
	return from->x;
}
