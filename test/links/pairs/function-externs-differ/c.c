#include "../pair.h"

__keep int f(int a)
{
	return a;
}
