//@ refused: SYMBOL_MISMATCH incompatible struct forward declaration and concrete kind union
//@ gen-object: global 'f': incompatible struct forward declaration and concrete kind union
#include "../pair.h"

struct s;
int f(struct s *a);

SEC("xdp")
int first(struct xdp_md *ctx)
{
	return f((struct s *)0);
}
