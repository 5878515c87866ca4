// Names that rustc makes of paths.

#ifndef BPF_LINKER_SUPPORT_RUST_NAME_H
#define BPF_LINKER_SUPPORT_RUST_NAME_H

#include "llvm/ADT/StringRef.h"

namespace bpflinker {

/// `_ZN…17h<hash>E` or `_R…`: Rust's, not meant to be seen by a loader.
bool isRustMangled(llvm::StringRef Name);

} // namespace bpflinker

#endif
