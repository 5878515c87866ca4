// Headers of user space: those of the C library, and those of libbpf by which
// loaders call it. For BPF there is neither: a header is not found, or it is
// the building machine's and does not compile.

#ifndef BPF_LINKER_COMPILER_USER_SPACE_HEADERS_H
#define BPF_LINKER_COMPILER_USER_SPACE_HEADERS_H

#include "llvm/ADT/StringRef.h"

#include <string>

namespace bpflinker {

/// `Name` is as an #include has it: "sys/types.h".
bool isUserSpaceHeader(llvm::StringRef Name);

/// What a BPF program does instead of including it, as a hint.
std::string insteadOfHeader(llvm::StringRef Name);

} // namespace bpflinker

#endif
