#include "../pair.h"

#define __tag(text) __attribute__((btf_decl_tag(text)))
typedef int number __tag("typedef");
struct options {
	int depth __tag("field");
};
number level __tag("variable") = 1;

__keep __tag("function") int inspect(struct xdp_md *ctx __tag("arg:ctx"), struct options *options __tag("arg:nullable"))
{
	return options ? options->depth : 0;
}

SEC("xdp")
int second(struct xdp_md *ctx)
{
	return inspect(ctx, 0);
}
