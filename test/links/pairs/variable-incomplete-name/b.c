#include "../pair.h"

struct state { int x; };
struct other { int x; };
struct other current = { 2 };

__keep int read(struct state *from)
{
	return from->x;
}
