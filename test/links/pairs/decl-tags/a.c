//@ links
//@ differs: declTags: what only the declaration says is not in the object
#include "../pair.h"

#define __tag(text) __attribute__((btf_decl_tag(text)))
struct options {
	int depth __tag("field");
};
int inspect(struct xdp_md *ctx __tag("arg:ctx"), struct options *options __tag("arg:nullable")) __tag("declared");
extern int level __tag("variable");

SEC("xdp")
int first(struct xdp_md *ctx)
{
	struct options options = { 1 };

	return inspect(ctx, &options) + level;
}
