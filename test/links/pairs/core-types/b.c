#include "../pair.h"

#include <bpf/bpf_core_read.h>

struct mm_struct {
	long flags;
} __attribute__((preserve_access_index));
enum bpf_map_kind { MAP_KIND_HASH = 1 };

SEC("kprobe/do_nanosleep")
int second(void *ctx)
{
	return bpf_core_type_id_local(struct mm_struct) + bpf_core_type_size(struct mm_struct) +
	       bpf_core_field_exists(struct mm_struct, flags) + bpf_core_enum_value(enum bpf_map_kind, MAP_KIND_HASH);
}
