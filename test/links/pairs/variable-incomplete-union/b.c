#include "../pair.h"

union state { int x; long y; };
union state current = { 2 };

__keep int read(union state *from)
{
	return from->x;
}
