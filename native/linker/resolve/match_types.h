// Whether two C types match, by the rules of libbpf's linker.
//
// After glob_sym_btf_matches of libbpf's linker.c, on debug info instead of
// the BTF that becomes of it: qualifiers and typedefs are looked through; of
// integers, floats and enums the sizes count, of structs the fields with their
// offsets; behind a pointer only kinds and names do, and a forward declaration
// is as good as the struct; the lengths of arrays do not.

#ifndef BPF_LINKER_LINKER_RESOLVE_MATCH_TYPES_H
#define BPF_LINKER_LINKER_RESOLVE_MATCH_TYPES_H

#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/DebugInfoMetadata.h"

#include <optional>
#include <string>

namespace bpflinker {

/// How they differ, in libbpf's words: "incompatible struct names 'a' and 'b'".
/// Nothing when they match. Null is void.
std::optional<std::string> compareTypes(const llvm::DIType *A,
                                        const llvm::DIType *B);

/// The type without typedefs and qualifiers.
const llvm::DIType *withoutNames(const llvm::DIType *T);

/// In bytes; 0 for void and for what is only declared.
uint64_t sizeOfType(const llvm::DIType *T);

/// The fields of a struct or union.
llvm::SmallVector<const llvm::DIDerivedType *, 8>
fieldsOf(const llvm::DIType *T);

} // namespace bpflinker

#endif
