//@ refused: SYMBOL_MISMATCH incompatible forward declaration names 's' and 't'
//@ gen-object: global 'f': incompatible forward declaration names 's' and 't'
#include "../pair.h"

struct s;
int f(struct s *a);

SEC("xdp")
int first(struct xdp_md *ctx)
{
	return f((struct s *)0);
}
