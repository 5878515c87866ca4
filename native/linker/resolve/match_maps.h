// Whether two definitions of a map match, by the rules of libbpf's linker.
//
// A map in `.maps` is a variable whose type is its definition: what BTF makes
// of `__uint(max_entries, 16)` is a field that points to an array of 16. Read
// and compared after parse_btf_map_def (libbpf.c) and map_defs_match (linker.c)
// of libbpf.

#ifndef BPF_LINKER_LINKER_RESOLVE_MATCH_MAPS_H
#define BPF_LINKER_LINKER_RESOLVE_MATCH_MAPS_H

#include "llvm/IR/DebugInfoMetadata.h"

#include <optional>
#include <string>

namespace bpflinker {

/// How they differ, in libbpf's words: "map key_size mismatch: 4 and 8".
/// Nothing when they match.
std::optional<std::string> compareMaps(const llvm::DIType *A,
                                       const llvm::DIType *B);

} // namespace bpflinker

#endif
